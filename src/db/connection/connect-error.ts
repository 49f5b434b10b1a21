import pg from "pg";

/** No working connection could be opened. The message is a sentence for the operator. */
export class ConnectError extends Error {
  constructor(cause: unknown) {
    super(describeFailure(cause), { cause });
    this.name = "ConnectError";
  }
}

/** Whatever a driver, an operating system, a TLS library or a server says when it refuses. */
function describeFailure(cause: unknown): string {
  if (cause instanceof ConnectError) return cause.message;
  // Connecting to a host name with several addresses fails with one error per address.
  if (cause instanceof AggregateError && cause.errors.length > 0)
    return describeFailure(cause.errors[0]);
  if (!(cause instanceof Error)) return `The database cannot be reached (${String(cause)}).`;
  const { message } = cause;
  const code = "code" in cause ? String(cause.code) : "";
  if (isCertificateError(cause)) {
    return (
      `The certificate of the database's server is not accepted (${message}). Name the CA that ` +
      "signed it with `sslrootcert`, or choose another `sslmode`: docs/tls.md."
    );
  }
  if (message === noTls) {
    return "The database's server does not support TLS, which `sslmode` requires.";
  }
  if (/^timeout|^Connection terminated due to connection timeout/.test(message)) {
    return "The database does not respond.";
  }
  if (/^Connection terminated/.test(message)) return "The database ended the connection.";
  if (code === "57P03" || code === "57P01") {
    return `The database is starting or stopping (${message}). Try again in a moment.`;
  }
  if (cause instanceof pg.DatabaseError) return `The database refused the connection: ${message}.`;
  return `The database cannot be reached (${message}).`;
}

/** What `pg` says when the server answers the request for TLS with no. */
export const noTls = "The server does not support SSL connections";

/** The codes of OpenSSL's checks of a certificate and of its name. */
const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|CRL_|PATH_LENGTH)/;

function isCertificateError(error: Error): boolean {
  return "code" in error && certificateCodes.test(String(error.code));
}
