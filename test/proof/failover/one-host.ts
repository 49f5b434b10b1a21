import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import { startApi } from "../../support/api.ts";
import { givenWorld } from "../../support/given.ts";
import { startOwnPostgres } from "../../support/postgres/own-postgres.ts";
import { startLink } from "../../support/proxies/link.ts";
import { type WrittenAcross, writeAcross } from "./write-across.ts";

/** Longer than any request waits. */
const AWAY_MS = 20_000;

/** The control: the address names one host, so nothing watches it, and its network is away for 20 s. */
export async function proveOneHost(writes: number): Promise<WrittenAcross> {
  const primary = await startOwnPostgres();
  const link = await startLink(primary.url("slacky_app"));
  const databaseOwnerUrl = primary.url("slacky_owner");
  await migrate({ databaseUrl: link.url, databaseOwnerUrl });
  const api = await startApi({ databaseUrl: link.url, databaseOwnerUrl });
  try {
    const world = await givenWorld(api);
    return await writeAcross(api, world, {
      writes,
      fault: async () => {
        link.die();
        await sleep(AWAY_MS);
        link.revive();
      },
    });
  } finally {
    await api.close();
    await link.close();
    await primary.close();
  }
}
