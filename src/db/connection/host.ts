import pg from "pg";
import { describeDatabaseUrl } from "../database-url.ts";
import { ConnectError, noTls } from "./connect-error.ts";
import { attemptsOf, splitTls, toTlsOptions } from "./tls.ts";

/** One server, with the TLS that its address asks for. */
export interface Host {
  /** For people: `db1:5432`. */
  readonly name: string;
  /** The driver's options for the next connection. */
  options(): pg.ClientConfig;
  /**
   * Runs `connect`, which uses `options`; where the address allows it, once more with or without
   * TLS. Throws ConnectError.
   */
  open<T>(connect: () => Promise<T>): Promise<T>;
}

/** Throws ConnectError if a file that the address names cannot be read. */
export function createHost(databaseUrl: string): Host {
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
    name: describeDatabaseUrl(databaseUrl).replace(/\/[^/]*$/, ""),
    options: () => ({ connectionString: address, ssl: currentOptions() }),
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
