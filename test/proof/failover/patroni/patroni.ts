import { existsSync } from "node:fs";
import { toDatabaseUrl } from "../../../../src/db/database-url.ts";
import { withDedicatedConnection } from "../../../../src/db/dedicated-connection.ts";
import { migrate } from "../../../../src/db/migrations/migrate.ts";
import { startApi } from "../../../support/api.ts";
import { givenWorld } from "../../../support/given.ts";
import { type WrittenAcross, writeAcross } from "../write-across.ts";
import { type Node, needed, startCluster } from "./cluster.ts";

/** What is missing to run this here, as a sentence; undefined if nothing is. */
export function missingForPatroni(): string | undefined {
  const missing = Object.values(needed).filter((file) => !existsSync(file));
  if (missing.length === 0) return undefined;
  return `It needs Debian's packages patroni, etcd-server and postgresql-15; there is no ${missing.join(", ")}.`;
}

/** Runs the API on two nodes of Patroni, and lets the primary fail in the middle. */
export async function provePatroni({
  writes,
  fault,
}: {
  writes: number;
  fault: "killed" | "cut off";
}): Promise<WrittenAcross> {
  const cluster = await startCluster();
  try {
    const [a, b] = cluster.nodes as [Node, Node];
    await withDedicatedConnection(addressOf([a, b], "postgres", "postgres"), async (superuser) => {
      await superuser.execute("create role slacky_owner login");
      await superuser.execute("create role slacky_app login");
      await superuser.execute("create database slacky owner slacky_owner");
    });
    const urls = {
      databaseUrl: addressOf([b, a], "slacky_app", "slacky"),
      databaseOwnerUrl: addressOf([b, a], "slacky_owner", "slacky"),
    };
    await migrate(urls);
    const api = await startApi(urls);
    try {
      const world = await givenWorld(api);
      return await writeAcross(api, world, {
        writes,
        fault: async () => (fault === "killed" ? a.killPostgres() : a.cutOff()),
      });
    } finally {
      await api.close();
    }
  } finally {
    await cluster.close();
  }
}

function addressOf(nodes: readonly Node[], role: string, database: string): string {
  const places = nodes.map(({ port }) => `127.0.0.1:${port}`).join(",");
  return toDatabaseUrl(`postgres://${role}@${places}/${database}`) ?? "";
}
