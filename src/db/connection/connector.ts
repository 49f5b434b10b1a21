import pg from "pg";
import { ConnectError, noTls } from "./connect-error.ts";
import { attemptsOf, splitTls, toTlsOptions } from "./tls.ts";

/** Opens connections to an address, with the TLS that it asks for. */
export interface Connector {
  /** The driver's client, for one connection. */
  readonly Client: new (
    options?: pg.ClientConfig,
  ) => pg.Client;
  /**
   * Runs `connect`, which uses `Client`; where the address allows it, once more with or without
   * TLS. Throws ConnectError.
   */
  open<T>(connect: () => Promise<T>): Promise<T>;
}

/** Throws ConnectError if a file that the address names cannot be read. */
export function createConnector(databaseUrl: string): Connector {
  const { address, tls } = splitTls(databaseUrl);
  const attempts = attemptsOf(tls);
  let usesTls = attempts[0] === true;
  let options = attempts.includes(true) ? toTlsOptions(tls) : {};
  /** Reads the files for each connection, because certificates are renewed. */
  const currentOptions = () => {
    if (!usesTls) return false;
    try {
      options = toTlsOptions(tls);
    } catch {
      // While a file is being replaced, what was read last is used.
    }
    return options;
  };

  return {
    Client: class extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        super({ ...config, connectionString: address, ssl: currentOptions() });
      }
    },
    async open(connect) {
      const first = usesTls;
      try {
        return await connect();
      } catch (error) {
        if (attempts.length === 1 || !mayDependOnTls(error, first)) throw new ConnectError(error);
        usesTls = !first;
        try {
          return await connect();
        } catch (second) {
          usesTls = first;
          throw new ConnectError(isWithoutTls(second) ? error : second);
        }
      }
    },
  };
}

/**
 * Whether a server may refuse a connection because it uses TLS or because it does not: rules in
 * `pg_hba.conf` may be for one of the two.
 */
function mayDependOnTls(error: unknown, usedTls: boolean): boolean {
  if (error instanceof pg.DatabaseError) return error.code === "28000";
  return usedTls && (isWithoutTls(error) || isHandshakeError(error));
}

function isWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message === noTls;
}

function isHandshakeError(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && /^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(`${error.code}`)
  );
}
