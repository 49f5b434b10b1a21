import { type Sql, sql } from "../sql.ts";

/**
 * The settings that decide how values are read and written, and which rows a statement sees. Others
 * may have set them for the role, the database or the server.
 */
export const valueSettings = {
  datestyle: "ISO, MDY",
  intervalstyle: "postgres",
  timezone: "UTC",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  search_path: "public",
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
  // Otherwise an index of words or labels returns some of the hits.
  gin_fuzzy_search_limit: "0",
} as const;

/** The settings with which every session of the server's role begins, as `show` prints them. */
export const sessionSettings = {
  lock_timeout: "3s",
  statement_timeout: "10s",
  idle_in_transaction_session_timeout: "10s",
  jit: "off",
  plan_cache_mode: "auto",
  ...valueSettings,
} as const;

/**
 * An expression that sets them until the session ends. It also turns `synchronous_commit` on where
 * it is off, which loses acknowledged changes; its other values are choices about replication.
 */
export function setForSession(settings: Readonly<Record<string, string>>): Sql {
  return sql`
    (select count(set_config(s.name, s.value, false))
       from (select name, value
               from unnest(${Object.keys(settings)}::text[], ${Object.values(settings)}::text[])
                    as given (name, value)
              union all
             select 'synchronous_commit', 'on'
              where current_setting('synchronous_commit') = 'off') as s)`;
}
