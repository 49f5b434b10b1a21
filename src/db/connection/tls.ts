import { readFileSync } from "node:fs";
import { type ConnectionOptions, getCACertificates, type SecureVersion } from "node:tls";
import { hostsOf } from "../database-url.ts";
import { ConnectError } from "./connect-error.ts";

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof modes)[number];

const names = [
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "sslpassword",
  "ssl_min_protocol_version",
  "ssl_max_protocol_version",
] as const;

/** The parameters of an address that are about TLS, with libpq's names and meanings. */
export type TlsParameters = { readonly [Name in (typeof names)[number]]?: string };

/** Parameters of libpq that only tighten the checks, so ignoring them is not an option. */
const unsupported = ["sslcrl", "sslcrldir", "requiressl", "ssl"];

/** Splits a URL from its parameters about TLS, which the driver would read with other meanings. */
export function splitTls(databaseUrl: string): { address: string; tls: TlsParameters } {
  const url = new URL(databaseUrl);
  const tls: Record<string, string> = {};
  for (const name of names) {
    const value = url.searchParams.get(name) ?? process.env[`PG${name.toUpperCase()}`];
    if (value) tls[name] = value;
    url.searchParams.delete(name);
  }
  // TLS is for the network: libpq never uses it on a Unix socket.
  if (url.searchParams.get("host")?.startsWith("/"))
    return { address: url.href, tls: { sslmode: "disable" } };
  return { address: url.href, tls };
}

/** Says what is wrong with the parameters about TLS: the rest of a sentence. */
export function findTlsFault(databaseUrl: string): string | undefined {
  const { searchParams } = new URL(databaseUrl);
  const has = (name: (typeof names)[number]) => searchParams.has(name);
  const unknown = unsupported.find((name) => searchParams.has(name));
  if (unknown) return `has the parameter \`${unknown}\`, which is not supported. Use \`sslmode\`.`;
  const mode = searchParams.get("sslmode");
  const isSystem = searchParams.get("sslrootcert") === "system";
  if (mode !== null && !isMode(mode)) {
    return `has the \`sslmode\` "${mode}". Use one of ${modes.join(", ")}.`;
  }
  if (mode === null && has("sslrootcert") && !isSystem) {
    return "has `sslrootcert` without `sslmode`, so nothing would be verified. Add `sslmode=verify-full`.";
  }
  if (isSystem && mode !== null && mode !== "verify-full") {
    return "has `sslrootcert=system`, which needs `sslmode=verify-full`.";
  }
  if (mode === "verify-ca" && !has("sslrootcert")) {
    return "has `sslmode=verify-ca`, which needs `sslrootcert`: the file with the CA's certificate.";
  }
  if (has("sslcert") !== has("sslkey")) return "needs both `sslcert` and `sslkey`, or neither.";
  return undefined;
}

/** Whether TLS to this address is with the server that it names, and no other. */
export function verifiesServer(databaseUrl: string): boolean {
  return hostsOf(databaseUrl).every((host) => isVerifying(splitTls(host).tls));
}

/** Whether to use TLS: one or two attempts, in this order. */
export function attemptsOf(tls: TlsParameters): readonly boolean[] {
  const mode = modeOf(tls);
  if (mode === "disable") return [false];
  if (mode === "allow") return [false, true];
  return mode === "prefer" ? [true, false] : [true];
}

/** The options for Node.js. Reads the files. Throws ConnectError if one cannot be read. */
export function toTlsOptions(tls: TlsParameters): ConnectionOptions {
  const mode = modeOf(tls);
  const { sslrootcert, sslcert, sslkey, sslpassword } = tls;
  const isVerified = isVerifying(tls);
  return {
    rejectUnauthorized: isVerified,
    ...(isVerified && mode !== "verify-full" && { checkServerIdentity: () => undefined }),
    ...(isVerified && sslrootcert !== undefined && { ca: readAuthorities(sslrootcert) }),
    ...(sslcert !== undefined && { cert: readParameter("sslcert", sslcert) }),
    ...(sslkey !== undefined && { key: readParameter("sslkey", sslkey) }),
    ...(sslpassword !== undefined && { passphrase: sslpassword }),
    ...versionOptions(tls),
  };
}

function isVerifying(tls: TlsParameters): boolean {
  const mode = modeOf(tls);
  return mode.startsWith("verify") || (mode === "require" && tls.sslrootcert !== undefined);
}

/** Without `sslmode`, TLS is used where the server requires it. */
function modeOf({ sslmode, sslrootcert }: TlsParameters): Mode {
  if (sslmode === undefined) return sslrootcert === "system" ? "verify-full" : "allow";
  return isMode(sslmode) ? sslmode : "verify-full";
}

function isMode(text: string): text is Mode {
  return (modes as readonly string[]).includes(text);
}

function readAuthorities(sslrootcert: string): string | string[] {
  return sslrootcert === "system"
    ? getCACertificates("system")
    : readParameter("sslrootcert", sslrootcert);
}

function readParameter(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConnectError(new Error(`the file of \`${name}\`: ${(error as Error).message}`));
  }
}

function versionOptions(tls: TlsParameters): ConnectionOptions {
  const { ssl_min_protocol_version: min, ssl_max_protocol_version: max } = tls;
  return {
    ...(min !== undefined && { minVersion: min as SecureVersion }),
    ...(max !== undefined && { maxVersion: max as SecureVersion }),
  };
}
