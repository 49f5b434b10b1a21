import { readFileSync } from "node:fs";
import { isIP } from "node:net";

const secretBytesMin = 32;
const secretVariables = [
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "JWT_SECRETS",
  "SLACKY_SECRET",
  "SLACKY_SECRETS_OLD",
  "SMTP_URL",
];
const secondsPer = { s: 1, m: 60, h: 3600, d: 86400 } as const;

/** A budget of requests in a window of time: `600/1m` in the environment; `off` is no limit at all. */
export interface RateLimit {
  limit: number;
  windowSeconds: number;
}

/** What the environment says, read once at the start and handed to everything that needs it. */
export interface Config {
  production: boolean;
  host: string;
  port: number;
  metricsPort: number | undefined;
  /** The address that people and links use; without a trailing slash. */
  publicUrl: string;
  databaseUrl: string;
  databaseOwnerUrl: string | undefined;
  /** The first signs, all of them verify. */
  jwtSecrets: string[];
  slackySecret: string;
  /** What SLACKY_SECRET was before: what they signed in the audit log still counts. */
  slackySecretsOld: string[];
  registration: "open" | "invited" | "closed";
  /** The number of proxies in front, or their addresses and networks. */
  trustProxy: number | string[];
  corsOrigins: string[];
  rateLimits: {
    caller: RateLimit | undefined;
    anonymous: RateLimit | undefined;
    auth: RateLimit | undefined;
    account: RateLimit | undefined;
  };
  passwordLengthMin: number;
  /** How many days are kept; undefined is for ever. */
  retentionDays: { events: number | undefined; audit: number | undefined };
  smtpUrl: string | undefined;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
}

export type Environment = Record<string, string | undefined>;

/** The environment cannot be used. Every fault is a sentence that names its variable and says what to set. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n- ${faults.join("\n- ")}`,
    );
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Reads the whole environment, or throws a ConfigError that names every fault at once. */
export function parseConfig(env: Environment): Config {
  const faults: string[] = [];
  const values = readSecretFiles(env, faults);

  /** The variable's value, or what stands where it is not set or empty. */
  function optional<T, U>(name: string, parse: (text: string) => T, otherwise: U): T | U {
    const text = values[name];
    if (!text) return otherwise;
    try {
      return parse(text);
    } catch (fault) {
      faults.push(`${name} ${(fault as Error).message}`);
      return otherwise;
    }
  }

  function required<T>(name: string, advice: string, parse: (text: string) => T): T {
    if (!values[name] && !values[`${name}_FILE`]) faults.push(`${name} is not set: ${advice}`);
    // Undefined only where there is a fault, and faults are thrown below.
    return optional(name, parse, undefined) as T;
  }

  const production = optional("NODE_ENV", parseMode, "development") === "production";
  const host = optional("HOST", parseHost, "127.0.0.1");
  const port = optional("PORT", parsePort, 3000);
  const config: Config = {
    production,
    host,
    port,
    metricsPort: optional("METRICS_PORT", parsePort, undefined),
    publicUrl: optional("PUBLIC_URL", parsePublicUrl, httpAddress(host, port)),
    databaseUrl: required("DATABASE_URL", `give ${databaseUrlShape}.`, parseDatabaseUrl),
    databaseOwnerUrl: optional("DATABASE_OWNER_URL", parseDatabaseUrl, undefined),
    jwtSecrets: required("JWT_SECRETS", `give ${secretsShape}.`, parseSecrets),
    slackySecret: required("SLACKY_SECRET", `give ${secretShape}.`, parseSecret),
    slackySecretsOld: optional("SLACKY_SECRETS_OLD", parseSecrets, []),
    registration: optional(
      "REGISTRATION",
      oneOf("open", "invited", "closed"),
      production ? "invited" : "open",
    ),
    trustProxy: optional("TRUST_PROXY", parseTrustProxy, 0),
    corsOrigins: optional("CORS_ORIGINS", parseOrigins, []),
    rateLimits: {
      caller: optional("RATE_LIMIT_CALLER", parseRateLimit, { limit: 600, windowSeconds: 60 }),
      anonymous: optional("RATE_LIMIT_ANONYMOUS", parseRateLimit, {
        limit: 600,
        windowSeconds: 60,
      }),
      auth: optional("RATE_LIMIT_AUTH", parseRateLimit, { limit: 10, windowSeconds: 60 }),
      account: optional("RATE_LIMIT_ACCOUNT", parseRateLimit, { limit: 100, windowSeconds: 3600 }),
    },
    passwordLengthMin: optional("PASSWORD_LENGTH_MIN", wholeNumber(8, 64), 15),
    retentionDays: {
      events: optional("EVENTS_RETENTION", parseRetention, undefined),
      audit: optional("AUDIT_RETENTION", parseRetention, undefined),
    },
    smtpUrl: optional("SMTP_URL", parseSmtpUrl, undefined),
    logLevel: optional(
      "LOG_LEVEL",
      oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
      "info",
    ),
  };

  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** What a signature in the audit log may have been made with. */
export function signingSecrets({
  slackySecret,
  slackySecretsOld,
}: Pick<Config, "slackySecret" | "slackySecretsOld">): string[] {
  return [slackySecret, ...slackySecretsOld];
}

/** `http://HOST:PORT`, with the brackets that an IPv6 address needs. */
export function httpAddress(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Gives the address back, or throws what it must be. It is never shown: it may hold a password. */
export function parseDatabaseUrl(text: string): string {
  const url = parseUrl(text);
  if (url && ["postgres:", "postgresql:"].includes(url.protocol)) return text;
  throw new Error(
    `must be ${databaseUrlShape}; a password with special characters is percent-encoded.`,
  );
}

const databaseUrlShape =
  "the address of a PostgreSQL 15 to 18, postgres://user:password@host:5432/slacky";
const secretShape = `a random text of at least ${secretBytesMin} bytes, such as \`openssl rand -base64 32\` prints`;
const secretsShape = `${secretShape}; several are divided by commas, and the first one signs`;

/** Secrets may lie in files, as container platforms mount them: NAME_FILE instead of NAME. */
function readSecretFiles(env: Environment, faults: string[]): Environment {
  const values = { ...env };
  for (const name of secretVariables) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) {
      faults.push(`${name} and ${name}_FILE are both set: keep one of them.`);
      continue;
    }
    try {
      // Editors and `echo` end a file with a line break that is no part of the secret.
      values[name] = readFileSync(path, "utf8").replace(/\r?\n$/, "");
      if (!values[name]) faults.push(`${name}_FILE is ${path}, and that file is empty.`);
    } catch (error) {
      faults.push(`${name}_FILE is ${path}, which cannot be read: ${(error as Error).message}.`);
    }
  }
  return values;
}

function parseMode(text: string) {
  return oneOf("production", "development", "test")(text);
}

function parseHost(text: string): string {
  if (isIP(text) || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text;
  throw new Error(
    `must be an address or a host name, such as 127.0.0.1 or 0.0.0.0, not "${text}".`,
  );
}

function parsePort(text: string): number {
  return wholeNumber(0, 65535)(text);
}

function parsePublicUrl(text: string): string {
  const url = parseUrl(text);
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  if (plain && ["http:", "https:"].includes(url.protocol)) return url.href.replace(/\/+$/, "");
  throw new Error(
    `must be the address that people use, such as https://slacky.example.com, not "${text}".`,
  );
}

function parseSmtpUrl(text: string): string {
  const url = parseUrl(text);
  if (url?.hostname && ["smtp:", "smtps:"].includes(url.protocol)) return text;
  throw new Error("must be the address of a mail server, smtp://user:password@host:587.");
}

function parseSecrets(text: string): string[] {
  const secrets = text.split(",");
  if (new Set(secrets).size < secrets.length) throw new Error("names the same secret twice.");
  return secrets.map(parseSecret);
}

function parseSecret(text: string): string {
  if (Buffer.byteLength(text) >= secretBytesMin) return text;
  throw new Error(`is too short: give ${secretShape}.`);
}

function parseTrustProxy(text: string): number | string[] {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const networks = listOf(text);
  if (networks.length > 0 && networks.every(isNetwork)) return networks;
  throw new Error(
    "must be the number of proxies in front of Slacky, or a list of their addresses or networks, " +
      `such as 10.0.0.0/8, not "${text}": to trust every sender lets anyone forge an address.`,
  );
}

function isNetwork(text: string): boolean {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}

function parseOrigins(text: string): string[] {
  const origins = listOf(text);
  for (const origin of origins) {
    const exact = parseUrl(origin)?.origin;
    if (exact !== origin || !/^https?:/.test(origin)) {
      throw new Error(
        "must be a list of exact origins, such as https://board.example.com " +
          `(no path, no slash at the end, no *), and "${origin}" is none.`,
      );
    }
  }
  return origins;
}

function parseRateLimit(text: string): RateLimit | undefined {
  if (text === "off") return undefined;
  const [, limit = "0", count = "", unit] = /^(\d{1,9})\/(\d{0,5})([smhd])$/.exec(text) ?? [];
  const windowSeconds = Number(count || "1") * secondsPer[unit as keyof typeof secondsPer];
  if (Number(limit) > 0 && windowSeconds > 0) return { limit: Number(limit), windowSeconds };
  throw new Error(`must be requests in a time, such as 600/1m or 10/30s, or off, not "${text}".`);
}

function parseRetention(text: string): number | undefined {
  if (text === "off") return undefined;
  const [, days = "0"] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (Number(days) > 0) return Number(days);
  throw new Error(`must be a number of days, such as 90d, or off, not "${text}".`);
}

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new Error(`must be a whole number from ${min} to ${max}, not "${text}".`);
  };
}

function oneOf<const Choice extends string>(...choices: Choice[]) {
  return (text: string): Choice => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice) return choice;
    throw new Error(`must be one of ${choices.join(", ")}, not "${text}".`);
  };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
