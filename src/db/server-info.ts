import type { Queryable } from "./pool.ts";
import { sql } from "./sql.ts";

export interface ServerInfo {
  /** As the server prints it: `15.14 (Debian 15.14-1)`. */
  version: string;
  major: number;
  /** The encoding of this database. */
  encoding: string;
}

export async function findServerInfo(db: Queryable): Promise<ServerInfo> {
  const [server] = await db.query(sql<ServerInfo>`
    select current_setting('server_version') as version,
           current_setting('server_version_num')::integer / 10000 as major,
           current_setting('server_encoding') as encoding`);
  if (!server) throw new Error("The server returned no version.");
  return server;
}

/** A sentence that says why Slacky cannot run on this version; undefined if it can. */
export function versionError({ version, major }: Pick<ServerInfo, "version" | "major">) {
  if (major >= 15 && major <= 18) return undefined;
  return `The server is PostgreSQL ${version}. Slacky needs 15 to 18.`;
}

/** A sentence that says why Slacky cannot use this encoding; undefined if it can. */
export function encodingError({ encoding }: Pick<ServerInfo, "encoding">) {
  if (encoding === "UTF8") return undefined;
  const fix = "create one with `template template0 encoding 'UTF8'`";
  return `The database is encoded in ${encoding}: ${fix}.`;
}
