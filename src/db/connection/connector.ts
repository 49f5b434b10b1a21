import pg from "pg";
import { hostsOf } from "../database-url.ts";
import { usePrimary } from "../hosts/primary.ts";
import { createHost } from "./host.ts";

/** Opens connections to an address: to its host, or to the primary among its hosts. */
export interface Connector {
  /** The driver's client, for one connection. */
  readonly Client: new (
    options?: pg.ClientConfig,
  ) => pg.Client;
  /** Whether a standby must be refused, because one of the other hosts is the primary. */
  readonly hasSeveralHosts: boolean;
  /** Runs `connect`, which uses `Client`, once more if that may help. Throws ConnectError. */
  open<T>(connect: () => Promise<T>): Promise<T>;
  /** Stops looking for the primary. */
  close(): void;
}

/** Throws ConnectError if a file that the address names cannot be read. */
export function createConnector(databaseUrl: string): Connector {
  const hasSeveralHosts = hostsOf(databaseUrl).length > 1;
  const { options, open, close } = hasSeveralHosts
    ? usePrimary(databaseUrl)
    : { ...createHost(databaseUrl), close: () => {} };
  return {
    Client: class extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        super({ ...config, ...options() });
      }
    },
    hasSeveralHosts,
    open,
    close,
  };
}
