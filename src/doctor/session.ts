import type { Config } from "../config.ts";
import { verifiesServer } from "../db/connection/tls.ts";
import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { findConnectionFacts, findSettings } from "./queries.ts";

/** Whether the server accepts changes from a new session. */
export async function checkWritable(db: Queryable): Promise<CheckResult> {
  const { is_standby } = await findConnectionFacts(db);
  if (is_standby) {
    return fault("The server is a standby, which Slacky refuses. Use the address of the primary.");
  }
  const settings = await findSettings(db, ["default_transaction_read_only"]);
  if (settings.get("default_transaction_read_only") !== "on") return good("It accepts changes.");
  return fault(
    "`default_transaction_read_only` is on, so every change is refused with 503. Find who set it, " +
      "on the server, the database or the role, and reset it: a disk may be almost full.",
  );
}

/** As a replica, a server checks no foreign keys. */
export async function checkReplicationRole(db: Queryable): Promise<CheckResult> {
  const role = (await findSettings(db, ["session_replication_role"])).get(
    "session_replication_role",
  );
  if (role !== "replica") return good("Foreign keys are checked.");
  return fault(
    "`session_replication_role` is replica, so foreign keys are not checked. Reset it on the " +
      "server, the database and the role.",
  );
}

/** Addresses from before their keys were filled are compared by the rules of the database's locale. */
export async function checkCollation(db: Queryable): Promise<CheckResult> {
  const { lower_i, locale } = await findConnectionFacts(db);
  if (lower_i === "i") return good(`Its locale is ${locale}.`);
  return warning(
    `In its locale, ${locale}, the lower case of I is not i, so an email address may not be found ` +
      "in another spelling. Use a database with the locale C.UTF-8: `slacky copy`.",
  );
}

/** Whether the connection to the server is encrypted, and by whom it could be read otherwise. */
export function checkTls({ databaseUrl }: Pick<Config, "databaseUrl">) {
  return async (db: Queryable): Promise<CheckResult> => {
    const { tls_version, is_local } = await findConnectionFacts(db);
    const advice = "Use `sslmode=verify-full`: docs/tls.md.";
    if (tls_version === null) {
      return is_local
        ? good("It is not encrypted, and the server is on this machine.")
        : warning(`It is not encrypted, and the server is on another machine. ${advice}`);
    }
    return is_local || verifiesServer(databaseUrl)
      ? good(`It is encrypted with ${tls_version}.`)
      : warning(`It is encrypted with ${tls_version}, but the server is not verified. ${advice}`);
  };
}
