import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { findTlsFault } from "./db/connection/tls.ts";
import { hostsOf, toDatabaseUrl } from "./db/database-url.ts";
import type { Environment } from "./environment.ts";
import { parseSender } from "./mail/send/sender.ts";
import { parseSmtpUrl } from "./mail/send/smtp-url.ts";

const SECRET_BYTES_MIN = 32;
const SECRET_CHARACTERS_MIN = 8;
const secondsPer: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Variables that can be read from files. Their values are never part of an error. */
export const secretVariables = [
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "DATABASE_REPLICA_URLS",
  "JWT_SECRETS",
  "SLACKY_SECRET",
  "SLACKY_SECRETS_OLD",
  "SMTP_URL",
  "SMTP_DKIM_KEY",
] as const;

const databaseShape =
  "the address of a PostgreSQL 15 to 18, such as postgres://user:password@host:5432/slacky, or " +
  "with several hosts, host1:5432,host2:5432";
const secretShape = `a random text of at least ${SECRET_BYTES_MIN} bytes, such as \`openssl rand -base64 32\` prints`;

/** Every variable, with its default in the notation of the environment. */
export function settingsFor({ NODE_ENV }: Environment) {
  const secret = NODE_ENV === "production" ? variedSecret : longSecret;
  const secrets = listOf(secret, "must name at least one secret.");
  return z
    .object({
      NODE_ENV: oneOf("production", "development", "test").prefault("development"),
      HOST: hostName.prefault("127.0.0.1"),
      PORT: port.prefault("3000"),
      METRICS_HOST: hostName.prefault("127.0.0.1"),
      METRICS_PORT: port.optional(),
      SLACKY_PROCESSES: wholeNumber(1, 64).prefault("1"),
      DRAIN_DELAY_MS: wholeNumber(0, 600_000).prefault("0"),
      PUBLIC_URL: publicUrl.optional(),
      DATABASE_URL: required(databaseShape).pipe(databaseUrl),
      DATABASE_OWNER_URL: databaseUrl.optional(),
      DATABASE_REPLICA_URLS: replicaUrls.default([]),
      REPLICA_READS: oneOf("positioned", "all").prefault("positioned"),
      DATABASE_POOL_SIZE: wholeNumber(2, 1_000).prefault("10"),
      DATABASE_READ_POOL_SIZE: wholeNumber(2, 1_000).prefault("5"),
      JWT_SECRETS: required(`${secretShape}; separate several with commas`).pipe(secrets),
      SLACKY_SECRET: required(secretShape).pipe(secret),
      SLACKY_SECRETS_OLD: secrets.default([]),
      REGISTRATION: oneOf("open", "invited", "closed").optional(),
      TRUST_PROXY: trustProxy.prefault("0"),
      CORS_ORIGINS: listOf(origin, "must name at least one origin.").default([]),
      RATE_LIMIT_CALLER: rateLimit.prefault("600/1m"),
      RATE_LIMIT_ANONYMOUS: rateLimit.prefault("600/1m"),
      RATE_LIMIT_SENDER: rateLimit.prefault("60/1m"),
      RATE_LIMIT_AUTH: rateLimit.prefault("10/1m"),
      RATE_LIMIT_ACCOUNT: rateLimit.prefault("100/1h"),
      PASSWORD_LENGTH_MIN: wholeNumber(8, 64).prefault("15"),
      EVENTS_RETENTION: days.prefault("off"),
      AUDIT_RETENTION: days.prefault("off"),
      SMTP_URL: smtpUrl.optional(),
      MAIL_FROM: mailFrom.optional(),
      SMTP_DKIM_KEY: dkimKey.optional(),
      SMTP_DKIM_SELECTOR: dkimSelector.prefault("slacky"),
      WEB: oneOf("on", "off").prefault("on"),
      SLACKY_HISTORY: historyName.optional(),
      LOG_LEVEL: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent").prefault(
        "info",
      ),
    })
    .refine(hasDistinctSecrets, {
      error:
        "`JWT_SECRETS`, `SLACKY_SECRET` and `SLACKY_SECRETS_OLD` contain the same secret twice. " +
        "Use each for one purpose: `openssl rand -base64 32` prints another.",
      // Also where other variables are wrong, so that all errors are reported at once.
      when: () => true,
    })
    .check(
      z.superRefine(requireForMail, {
        when: ({ issues }) => !issues.some(({ path }) => path?.[0] === "SMTP_URL"),
      }),
      z.superRefine(refuseReplicasWithoutPositions, {
        when: ({ issues }) => !issues.some(({ path }) => path?.[0] === "DATABASE_REPLICA_URLS"),
      }),
    );
}

type SomeSettings = Partial<
  Record<"JWT_SECRETS" | "SLACKY_SECRETS_OLD", string[]> & { SLACKY_SECRET: string }
>;

function hasDistinctSecrets({ JWT_SECRETS, SLACKY_SECRET, SLACKY_SECRETS_OLD }: SomeSettings) {
  const all = [JWT_SECRETS ?? [], SLACKY_SECRET ?? [], SLACKY_SECRETS_OLD ?? []].flat();
  return new Set(all).size === all.length;
}

type MailSettings = Partial<Record<"SMTP_URL" | "PUBLIC_URL" | "MAIL_FROM", unknown>>;

/** Mails link to PUBLIC_URL, and a server rejects a sender that is not its own. */
function requireForMail(
  settings: MailSettings,
  context: z.core.$RefinementCtx<MailSettings>,
): void {
  if (settings.SMTP_URL === undefined) return;
  const missing = {
    PUBLIC_URL: "the URL that people use, to which mails link, such as https://slacky.example.com",
    MAIL_FROM: 'the sender of mails, such as "Slacky <slacky@example.com>"',
  };
  for (const [name, shape] of Object.entries(missing)) {
    if (settings[name as keyof MailSettings] !== undefined) continue;
    const message = `is not set, and \`SMTP_URL\` requires it. Set it to ${shape}.`;
    context.issues.push({ code: "custom", input: undefined, path: [name], message });
  }
}

type ReplicaSettings = Partial<{ DATABASE_REPLICA_URLS: string[]; SLACKY_HISTORY: string }>;

/** Where PostgreSQL does not say its timeline, it does not say its position either. */
function refuseReplicasWithoutPositions(
  { DATABASE_REPLICA_URLS: urls, SLACKY_HISTORY: history }: ReplicaSettings,
  context: z.core.$RefinementCtx<ReplicaSettings>,
): void {
  if (!urls?.length || history === undefined) return;
  const message =
    "cannot be used with `SLACKY_HISTORY`: nothing says what a replica shows there. Unset one.";
  context.issues.push({ code: "custom", input: urls, path: ["DATABASE_REPLICA_URLS"], message });
}

function required(shape: string) {
  return z.string({ error: `is not set. Set it to ${shape}.` });
}

const longSecret = z.string().refine((text) => Buffer.byteLength(text) >= SECRET_BYTES_MIN, {
  error: `is too short. Use ${secretShape}.`,
});

const variedSecret = longSecret.refine((text) => new Set(text).size >= SECRET_CHARACTERS_MIN, {
  error: `repeats few characters, so it can be guessed. Use ${secretShape}.`,
});

/** The address of a database, as one URL, which may name several hosts. */
export const databaseUrl = z.string().transform((text, context) => {
  const url = toDatabaseUrl(text);
  const fault = url && findTlsFault(url);
  if (url !== undefined && fault === undefined) return url;
  const message =
    fault ?? `must be ${databaseShape}. Percent-encode special characters in a password.`;
  context.issues.push({ code: "custom", input: text, message });
  return z.NEVER;
});

/** Each is one server, because each is asked how far it is. */
const replicaUrls = z
  .string()
  .transform((text) => text.split(/\s+/).filter(Boolean))
  .pipe(
    z
      .array(
        databaseUrl.refine((url) => hostsOf(url).length === 1, {
          error:
            "must name one host in each address. Separate the addresses of replicas by spaces.",
        }),
      )
      .max(10, { error: "must name at most 10 replicas." }),
  );

const smtpUrl = z.string().refine((text) => parseSmtpUrl(text) !== undefined, {
  error:
    "must be the address of a mail server, such as smtp://user:password@host:587 or smtps://host. " +
    "Percent-encode special characters in a password.",
});

const mailFrom = z.string().transform((text, context) => {
  const sender = parseSender(text);
  if (sender !== undefined) return sender;
  const message = 'must be the sender of mails, such as "Slacky <slacky@example.com>".';
  context.issues.push({ code: "custom", input: text, message });
  return z.NEVER;
});

const dkimKey = z.string().refine(isRsaKey, {
  error: "must be an RSA private key in PEM, such as `openssl genrsa 2048` prints.",
});

const dkimSelector = z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i, {
  error: requirement("the selector of the DKIM key, such as slacky"),
});

const hostName = z.union([z.ipv4(), z.ipv6(), z.hostname()], {
  error: requirement("an IP address or a host name, such as 127.0.0.1 or 0.0.0.0"),
});

const port = wholeNumber(0, 65_535);

const publicUrl = z
  .url({
    protocol: /^https?$/,
    error: requirement("the URL that people use, such as https://slacky.example.com"),
  })
  .transform((text) => new URL(text))
  .refine(({ username, password, search, hash }) => !(username || password || search || hash), {
    error: "must have no user, password, query or fragment.",
  })
  .transform(({ href }) => href.replace(/\/+$/, ""));

const trustProxy = z.union(
  [
    z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number),
    listOf(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]), "must not be empty."),
  ],
  {
    error: requirement(
      "the number of proxies in front of Slacky or a list of their addresses and networks, such as 10.0.0.0/8",
    ),
  },
);

const origin = z.string().refine((text) => /^https?:/.test(text) && isOrigin(text), {
  error: ({ input }) =>
    "must be a list of exact origins, such as https://board.example.com, " +
    `with no path, no slash at the end and no *. "${input}" is not one.`,
});

const historyName = z.string().regex(/^[\w.-]{1,64}$/, {
  error: requirement("a name of up to 64 letters, digits, dots and hyphens, such as 2026-12-01"),
});

const off = z.literal("off").transform(() => undefined);

const rateLimit = z.union(
  [
    off,
    z
      .string()
      .regex(/^0*[1-9]\d{0,8}\/(?:0*[1-9]\d{0,4})?[smhd]$/)
      .transform(toRateLimit),
  ],
  { error: requirement("a number of requests in a time, such as 600/1m or 10/30s, or off") },
);

const days = z.union(
  [
    off,
    z
      .string()
      .regex(/^0*[1-9]\d{0,4}d$/)
      .transform(Number.parseFloat),
  ],
  {
    error: requirement("a number of days, such as 90d, or off"),
  },
);

function toRateLimit(text: string) {
  const [limit, time = ""] = text.split("/");
  const count = Number(time.slice(0, -1) || "1");
  return { limit: Number(limit), windowSeconds: count * (secondsPer[time.slice(-1)] ?? 0) };
}

function wholeNumber(min: number, max: number) {
  const error = requirement(`a whole number from ${min} to ${max}`);
  const digits = z.string().regex(/^\d+$/, { error });
  return digits.transform(Number).pipe(z.number().min(min, { error }).max(max, { error }));
}

function oneOf<const Choice extends string>(...choices: Choice[]) {
  return z.enum(choices, { error: requirement(`one of ${choices.join(", ")}`) });
}

/** Items separated by commas, without the blanks around them. */
function listOf<Item extends z.ZodType<unknown, string>>(item: Item, error: string) {
  const split = (text: string) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean);
  return z.string().transform(split).pipe(z.array(item).min(1, { error }));
}

function isRsaKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

function requirement(shape: string) {
  return ({ input }: { input?: unknown }) => `must be ${shape}, not "${input}".`;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
