import { toDatabaseUrl } from "../../../src/db/database-url.ts";
import { type Link, startLink } from "../proxies/link.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import { primarySettings, type Standby, startStandby } from "./standby.ts";

/** A primary and its standby. Each is reached, and follows, through a link that can die. */
export interface TwoHosts {
  primary: OwnPostgres;
  standby: Standby;
  links: { primary: Link; standby: Link; replication: Link };
  /** An address that names both hosts, the standby first. */
  url(role: "slacky_owner" | "slacky_app"): string;
  close(): Promise<void>;
}

/** `prepare` fills the primary before it is copied. */
export async function startTwoHosts(
  prepare: (primary: OwnPostgres) => Promise<unknown> = async () => {},
): Promise<TwoHosts> {
  const primary = await startOwnPostgres({ settings: primarySettings });
  await prepare(primary);
  const replication = await startLink(primary.url("postgres"));
  const standby = await startStandby(primary, { port: replication.port });
  const links = {
    replication,
    primary: await startLink(primary.url("slacky_owner")),
    standby: await startLink(standby.url("slacky_owner")),
  };
  return {
    primary,
    standby,
    links,
    url(role) {
      const places = `127.0.0.1:${links.standby.port},127.0.0.1:${links.primary.port}`;
      const { username, password, pathname } = new URL(primary.url(role));
      const url = toDatabaseUrl(`postgres://${username}:${password}@${places}${pathname}`);
      if (!url) throw new Error("This is not an address.");
      return url;
    },
    async close() {
      for (const link of Object.values(links)) await link.close();
      for (const server of [standby, primary]) await server.close();
    },
  };
}
