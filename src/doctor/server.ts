import type { Config } from "../config.ts";
import { hostsOf } from "../db/database-url.ts";
import type { Queryable } from "../db/pool.ts";
import { encodingError, findServerInfo, versionError } from "../db/server-info.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { findClock, findConnections, findSettings } from "./queries.ts";

const clockDifferenceMsMax = 2_000;
/** Above this share, one more process may not get its connections. */
const connectionsShareMax = 0.8;

/** The settings on which durability depends: how severe it is if one is off, and why. */
const durabilitySettings = {
  fsync: fault("a crash of the machine can corrupt the database. Set `fsync = on`."),
  full_page_writes: warning(
    "pages that a crash of the machine left half written stay corrupt, unless the file system " +
      "writes whole pages. Set `full_page_writes = on`.",
  ),
  synchronous_commit: fault(
    "a crash of PostgreSQL loses acknowledged writes. Set `synchronous_commit = on`.",
  ),
  data_checksums: warning(
    "corruption on disk goes unnoticed. Stop PostgreSQL and run `pg_checksums --enable`.",
  ),
};

export async function checkVersion(db: Queryable): Promise<CheckResult> {
  const server = await findServerInfo(db);
  const reason = versionError(server);
  return reason ? fault(reason) : good(`It is PostgreSQL ${server.version}.`);
}

export async function checkEncoding(db: Queryable): Promise<CheckResult> {
  const server = await findServerInfo(db);
  const reason = encodingError(server);
  return reason ? fault(reason) : good(`It is ${server.encoding}.`);
}

export function checkSetting(name: keyof typeof durabilitySettings) {
  return async (db: Queryable): Promise<CheckResult> => {
    const value = (await findSettings(db, [name])).get(name);
    return checkSettingValue(name, value ?? "off") ?? good(`It is ${value}.`);
  };
}

export function checkSettingValue(
  name: keyof typeof durabilitySettings,
  value: string,
): CheckResult | undefined {
  if (value !== "off") return undefined;
  const { verdict, detail } = durabilitySettings[name];
  return { verdict, detail: `It is off: ${detail}` };
}

export async function checkClock(db: Queryable): Promise<CheckResult> {
  const sentAt = Date.now();
  const databaseAt = await findClock(db);
  return compareClocks({ sentAt, databaseAt, answeredAt: Date.now() });
}

/** The database read its clock between the two times of ours; all in milliseconds. */
export function compareClocks({
  sentAt,
  databaseAt,
  answeredAt,
}: {
  sentAt: number;
  databaseAt: number;
  answeredAt: number;
}): CheckResult {
  const ahead = Math.max(0, databaseAt - answeredAt);
  const behind = Math.max(0, sentAt - databaseAt);
  if (Math.max(ahead, behind) <= clockDifferenceMsMax) {
    return good("The clocks of the database and this machine agree.");
  }
  const difference = `${(Math.max(ahead, behind) / 1000).toFixed(1)} s`;
  return warning(
    `The database's clock is ${difference} ${ahead > 0 ? "ahead of" : "behind"} this machine's. ` +
      "Tickets use the database's clock and tokens this machine's. Synchronize both with NTP.",
  );
}

/** What one `slacky start` opens to the primary. */
export function checkConnections({
  poolSizes: { writes, reads },
  databaseUrl,
  replicaUrls,
}: Pick<Config, "poolSizes" | "databaseUrl" | "replicaUrls">) {
  const ofPools = writes + reads + writes;
  const ofMonitoring = 1;
  const ofPositions = replicaUrls.length > 0 ? 1 : 0;
  const ofHostPoll = hostsOf(databaseUrl).length > 1 ? 1 : 0;
  const ofOneProcess = ofPools + ofMonitoring + ofPositions + ofHostPoll;
  return async (db: Queryable): Promise<CheckResult> => {
    const { connections_max, connections_open } = await findConnections(db);
    const sentence =
      `This role can open ${connections_max}, and one \`slacky start\` uses up to ${ofOneProcess}. ` +
      `All processes have ${connections_open} open.`;
    if (connections_max < ofOneProcess) {
      return warning(`${sentence} Requests will time out. Raise the limit.`);
    }
    return connections_open > connectionsShareMax * connections_max
      ? warning(`${sentence} Raise \`max_connections\` before you start another process.`)
      : good(sentence);
  };
}
