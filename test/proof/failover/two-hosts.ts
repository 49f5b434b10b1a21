import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import { startApi } from "../../support/api.ts";
import { givenWorld } from "../../support/given.ts";
import { waitForStandbys } from "../../support/postgres/standby.ts";
import { startTwoHosts } from "../../support/postgres/two-hosts.ts";
import { type WrittenAcross, writeAcross } from "./write-across.ts";

/** How long the cluster manager of this proof takes to notice that the primary is away. */
const NOTICE_MS = 500;

/**
 * Runs the API on two hosts. In the middle, the primary is killed or cut off, and its standby is
 * promoted. With `isAsynchronous`, the control, the standby gets nothing any more some time before.
 */
export async function proveTwoHosts({
  writes,
  fault,
  isAsynchronous = false,
}: {
  writes: number;
  fault: "killed" | "cut off";
  isAsynchronous?: boolean;
}): Promise<WrittenAcross> {
  const hosts = await startTwoHosts((primary) =>
    migrate({
      databaseUrl: primary.url("slacky_app"),
      databaseOwnerUrl: primary.url("slacky_owner"),
    }),
  );
  if (!isAsynchronous) await waitForStandbys(hosts.primary, "standby");
  const api = await startApi({
    databaseUrl: hosts.url("slacky_app"),
    databaseOwnerUrl: hosts.url("slacky_owner"),
  });
  try {
    const world = await givenWorld(api);
    if (isAsynchronous) hosts.links.replication.die();
    return await writeAcross(api, world, {
      writes,
      fault: async () => {
        if (fault === "killed") await hosts.primary.kill();
        else for (const link of [hosts.links.primary, hosts.links.replication]) link.die();
        await sleep(NOTICE_MS);
        await hosts.standby.promote();
      },
    });
  } finally {
    await api.close();
    await hosts.close();
  }
}
