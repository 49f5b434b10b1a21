import { isIP } from "node:net";
import path from "node:path";
import type { z } from "zod";
import { type Environment, readSecretFiles, trimEnvironment } from "./environment.ts";
import type { Sender } from "./mail/send/sender.ts";
import { secretVariables, settingsFor } from "./settings.ts";

/** A budget of requests in a window of time: `600/1m` in the environment. */
export interface RateLimit {
  limit: number;
  windowSeconds: number;
}

/** What the environment sets, read once at the start and passed to everything that needs it. */
export interface Config {
  production: boolean;
  host: string;
  port: number;
  metricsHost: string;
  metricsPort: number | undefined;
  /** How many processes `slacky api` starts. */
  processes: number;
  /** How long the API continues to accept connections after it was asked to stop. */
  drainDelayMs: number;
  /** The URL that people and links use, without a slash at the end. */
  publicUrl: string;
  databaseUrl: string;
  databaseOwnerUrl: string | undefined;
  /** Each is one server. Without any, there are no positions, and the primary serves every read. */
  replicaUrls: string[];
  /** Which reads may run on them: those that send a position, or all. */
  replicaReads: "positioned" | "all";
  /** The maximum number of connections for writes and jobs, and for reads. */
  poolSizes: { writes: number; reads: number };
  /** The first signs, all of them verify. */
  jwtSecrets: string[];
  slackySecret: string;
  /** Former values of SLACKY_SECRET: their signatures in the audit log stay valid. */
  slackySecretsOld: string[];
  registration: "open" | "invited" | "closed";
  /** The number of proxies in front, or their addresses and networks. */
  trustProxy: number | string[];
  corsOrigins: string[];
  /** Undefined means no limit. */
  rateLimits: {
    caller: RateLimit | undefined;
    anonymous: RateLimit | undefined;
    sender: RateLimit | undefined;
    auth: RateLimit | undefined;
    account: RateLimit | undefined;
  };
  passwordLengthMin: number;
  /** How many days are kept; undefined is forever. */
  retentionDays: { events: number | undefined; audit: number | undefined };
  /** Undefined if this installation sends no mail. If it is set, so is `mailFrom`. */
  smtpUrl: string | undefined;
  mailFrom: Sender | undefined;
  /** With which mails are signed; undefined if the mail server does that. */
  dkim: { key: string; selector: string } | undefined;
  /** Where the built app is, if it was built; undefined if this server does not serve it. */
  webFolder: string | undefined;
  /** What the operator calls the history of the database, where PostgreSQL does not say it. */
  history: string | undefined;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
}

const builtWebFolder = path.join(import.meta.dirname, "../web/dist");

/** The environment cannot be used. Each fault is a sentence that names a variable and says what to set. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`The configuration cannot be used:\n- ${faults.join("\n- ")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Reads the whole environment, or throws a ConfigError that names every fault at once. */
export function parseConfig(env: Environment): Config {
  const { values, errors } = readSecretFiles(trimEnvironment(env), secretVariables);
  const { data, error } = settingsFor(values).safeParse(values);
  if (!data || errors.size > 0) {
    // A secret whose file cannot be used is not missing as well.
    const issues = error?.issues.filter(({ path: [name] }) => !errors.has(String(name))) ?? [];
    throw new ConfigError([...new Set([...errors.values(), ...issues.map(toSentence)])]);
  }
  const production = data.NODE_ENV === "production";
  return {
    production,
    host: data.HOST,
    port: data.PORT,
    metricsHost: data.METRICS_HOST,
    metricsPort: data.METRICS_PORT,
    processes: data.SLACKY_PROCESSES,
    drainDelayMs: data.DRAIN_DELAY_MS,
    publicUrl: data.PUBLIC_URL ?? httpAddress(data.HOST, data.PORT),
    databaseUrl: data.DATABASE_URL,
    databaseOwnerUrl: data.DATABASE_OWNER_URL,
    replicaUrls: data.DATABASE_REPLICA_URLS,
    replicaReads: data.REPLICA_READS,
    poolSizes: { writes: data.DATABASE_POOL_SIZE, reads: data.DATABASE_READ_POOL_SIZE },
    jwtSecrets: data.JWT_SECRETS,
    slackySecret: data.SLACKY_SECRET,
    slackySecretsOld: data.SLACKY_SECRETS_OLD,
    registration: data.REGISTRATION ?? (production ? "invited" : "open"),
    trustProxy: data.TRUST_PROXY,
    corsOrigins: data.CORS_ORIGINS,
    rateLimits: {
      caller: data.RATE_LIMIT_CALLER,
      anonymous: data.RATE_LIMIT_ANONYMOUS,
      sender: data.RATE_LIMIT_SENDER,
      auth: data.RATE_LIMIT_AUTH,
      account: data.RATE_LIMIT_ACCOUNT,
    },
    passwordLengthMin: data.PASSWORD_LENGTH_MIN,
    retentionDays: { events: data.EVENTS_RETENTION, audit: data.AUDIT_RETENTION },
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    dkim:
      data.SMTP_DKIM_KEY === undefined
        ? undefined
        : { key: data.SMTP_DKIM_KEY, selector: data.SMTP_DKIM_SELECTOR },
    webFolder: data.WEB === "on" ? builtWebFolder : undefined,
    history: data.SLACKY_HISTORY,
    logLevel: data.LOG_LEVEL,
  };
}

/** Every secret that may have made a signature in the audit log. */
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

/** The message of an issue begins with its verb, after the name of the variable; `path` names no list item. */
function toSentence({ path: [name], message }: z.core.$ZodIssue): string {
  return name === undefined ? message : `\`${String(name)}\` ${message}`;
}
