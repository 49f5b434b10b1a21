import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ConfigError, parseConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { secretVariables } from "./settings.ts";

const minimal = {
  DATABASE_URL: "postgres://slacky:secret@db.example.com/slacky",
  JWT_SECRETS: "a-first-secret-of-more-than-32-bytes",
  SLACKY_SECRET: "another-secret-of-more-than-32-bytes",
};

const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

describe("parseConfig", () => {
  it("requires only the database and the secrets, and has safe defaults", () => {
    const config = parseConfig(minimal);

    assert.deepEqual(config, {
      production: false,
      host: "127.0.0.1",
      port: 3000,
      metricsHost: "127.0.0.1",
      metricsPort: undefined,
      processes: 1,
      drainDelayMs: 0,
      publicUrl: "http://127.0.0.1:3000",
      databaseUrl: minimal.DATABASE_URL,
      databaseOwnerUrl: undefined,
      replicaUrls: [],
      replicaReads: "positioned",
      poolSizes: { writes: 10, reads: 5 },
      jwtSecrets: [minimal.JWT_SECRETS],
      slackySecret: minimal.SLACKY_SECRET,
      slackySecretsOld: [],
      registration: "open",
      trustProxy: 0,
      corsOrigins: [],
      rateLimits: {
        caller: { limit: 600, windowSeconds: 60 },
        anonymous: { limit: 600, windowSeconds: 60 },
        sender: { limit: 60, windowSeconds: 60 },
        auth: { limit: 10, windowSeconds: 60 },
        account: { limit: 100, windowSeconds: 3600 },
      },
      passwordLengthMin: 15,
      retentionDays: { events: undefined, audit: undefined },
      smtpUrl: undefined,
      mailFrom: undefined,
      dkim: undefined,
      webFolder: join(import.meta.dirname, "../web/dist"),
      history: undefined,
      logLevel: "info",
    });
  });

  it("reads every variable", () => {
    const config = parseConfig({
      NODE_ENV: "production",
      HOST: "::1",
      PORT: "8080",
      METRICS_HOST: "0.0.0.0",
      METRICS_PORT: "9464",
      SLACKY_PROCESSES: "4",
      DRAIN_DELAY_MS: "5000",
      DATABASE_POOL_SIZE: "20",
      DATABASE_READ_POOL_SIZE: "8",
      PUBLIC_URL: "https://slacky.example.com/tickets/",
      DATABASE_URL: "postgresql://app@db/slacky",
      DATABASE_OWNER_URL: "postgres://owner@db/slacky",
      DATABASE_REPLICA_URLS: "postgres://app@db2/slacky  postgres://app@db3:5433/slacky",
      REPLICA_READS: "all",
      JWT_SECRETS: "the-new-secret-of-more-than-32-bytes,the-old-secret-of-more-than-32-bytes",
      SLACKY_SECRET: minimal.SLACKY_SECRET,
      SLACKY_SECRETS_OLD: "the-one-before-of-more-than-32-bytes",
      REGISTRATION: "closed",
      TRUST_PROXY: "10.0.0.0/8, fd00::/8",
      CORS_ORIGINS: "https://board.example.com, http://localhost:5173",
      RATE_LIMIT_CALLER: "off",
      RATE_LIMIT_ANONYMOUS: "100/30s",
      RATE_LIMIT_SENDER: "40/1m",
      RATE_LIMIT_AUTH: "5/h",
      RATE_LIMIT_ACCOUNT: "50/1d",
      PASSWORD_LENGTH_MIN: "20",
      EVENTS_RETENTION: "90d",
      AUDIT_RETENTION: "730d",
      SMTP_URL: "smtp://mail.example.com:587",
      MAIL_FROM: '"Slacky, at Acme" <slacky@example.com>',
      SMTP_DKIM_KEY: rsaKey,
      SMTP_DKIM_SELECTOR: "k1",
      WEB: "off",
      LOG_LEVEL: "debug",
    });

    assert.equal(config.production, true);
    assert.equal(config.host, "::1");
    assert.equal(config.port, 8080);
    assert.equal(config.metricsHost, "0.0.0.0");
    assert.equal(config.metricsPort, 9464);
    assert.equal(config.processes, 4);
    assert.equal(config.drainDelayMs, 5_000);
    assert.deepEqual(config.poolSizes, { writes: 20, reads: 8 });
    assert.equal(config.publicUrl, "https://slacky.example.com/tickets");
    assert.equal(config.databaseOwnerUrl, "postgres://owner@db/slacky");
    assert.deepEqual(config.replicaUrls, [
      "postgres://app@db2/slacky",
      "postgres://app@db3:5433/slacky",
    ]);
    assert.equal(config.replicaReads, "all");
    assert.equal(config.jwtSecrets.length, 2);
    assert.equal(config.slackySecretsOld.length, 1);
    assert.equal(config.registration, "closed");
    assert.deepEqual(config.trustProxy, ["10.0.0.0/8", "fd00::/8"]);
    assert.deepEqual(config.corsOrigins, ["https://board.example.com", "http://localhost:5173"]);
    assert.deepEqual(config.rateLimits, {
      caller: undefined,
      anonymous: { limit: 100, windowSeconds: 30 },
      sender: { limit: 40, windowSeconds: 60 },
      auth: { limit: 5, windowSeconds: 3600 },
      account: { limit: 50, windowSeconds: 86_400 },
    });
    assert.equal(config.passwordLengthMin, 20);
    assert.deepEqual(config.retentionDays, { events: 90, audit: 730 });
    assert.equal(config.smtpUrl, "smtp://mail.example.com:587");
    assert.deepEqual(config.mailFrom, { name: "Slacky, at Acme", address: "slacky@example.com" });
    assert.deepEqual(config.dkim, { key: rsaKey.trim(), selector: "k1" });
    assert.equal(config.webFolder, undefined);
    assert.equal(config.logLevel, "debug");
  });

  it("reads the name of a history, which an empty list of replicas does not exclude", () => {
    const own = { SLACKY_HISTORY: "2026-12-01", DATABASE_REPLICA_URLS: " " };

    assert.equal(parseConfig({ ...minimal, ...own }).history, "2026-12-01");
  });

  it("treats an empty or blank variable as not set", () => {
    const config = parseConfig({ ...minimal, PORT: "", SMTP_URL: " \n", CORS_ORIGINS: "\t" });

    assert.equal(config.port, 3000);
    assert.equal(config.smtpUrl, undefined);
    assert.deepEqual(config.corsOrigins, []);
  });

  it("ignores whitespace around values and around list items", () => {
    const plain = parseConfig({ ...minimal, ...lists(","), NODE_ENV: "production", PORT: "8080" });
    const blanks = parseConfig({
      DATABASE_URL: ` ${minimal.DATABASE_URL}\t`,
      JWT_SECRETS: `\ufeff${minimal.JWT_SECRETS} `,
      SLACKY_SECRET: `\n${minimal.SLACKY_SECRET}\r\n`,
      ...lists(" ,\u00a0"),
      NODE_ENV: " production",
      PORT: "8080 ",
    });

    assert.deepEqual(blanks, plain);
  });

  it("allows only invited people to register in production by default", () => {
    assert.equal(parseConfig({ ...minimal, NODE_ENV: "production" }).registration, "invited");
  });

  it("puts an IPv6 host in brackets in the default address", () => {
    assert.equal(parseConfig({ ...minimal, HOST: "::1" }).publicUrl, "http://[::1]:3000");
  });

  it("accepts a number of proxies", () => {
    assert.equal(parseConfig({ ...minimal, TRUST_PROXY: "2" }).trustProxy, 2);
  });
});

describe("parseConfig refuses", () => {
  it("an environment without database and secrets, and reports what to set", () => {
    const faults = errorsOf({ NODE_ENV: "production" });

    assert.equal(faults.length, 3);
    assert.match(faults[0] ?? "", /^`DATABASE_URL` is not set\. Set it to the address of a Post/);
    assert.match(faults[1] ?? "", /^`JWT_SECRETS` is not set\. .*openssl rand -base64 32/);
    assert.match(faults[2] ?? "", /^`SLACKY_SECRET` is not set\. .*openssl rand -base64 32/);
  });

  it("an invalid value, and reports the variable, the rule and the value", () => {
    assert.equal(
      firstError({ PORT: "65536" }),
      '`PORT` must be a whole number from 0 to 65535, not "65536".',
    );
    assert.equal(
      firstError({ REGISTRATION: "yes" }),
      '`REGISTRATION` must be one of open, invited, closed, not "yes".',
    );
    assert.equal(
      firstError({ RATE_LIMIT_AUTH: "10/0m" }),
      "`RATE_LIMIT_AUTH` must be a number of requests in a time, such as 600/1m or 10/30s, or off, " +
        'not "10/0m".',
    );
  });

  it("an invalid environment with all of its errors in one report", () => {
    const wrong = {
      NODE_ENV: "prod",
      HOST: "http://localhost",
      PORT: "65536",
      METRICS_HOST: "all of them",
      METRICS_PORT: "-1",
      PUBLIC_URL: "slacky.example.com",
      DATABASE_URL: "mysql://db/slacky",
      DATABASE_OWNER_URL: "localhost",
      DATABASE_REPLICA_URLS: "postgres://db2,db3/slacky",
      REPLICA_READS: "most",
      JWT_SECRETS: "short",
      SLACKY_SECRET: "brief",
      SLACKY_SECRETS_OLD: "small",
      REGISTRATION: "yes",
      TRUST_PROXY: "true",
      CORS_ORIGINS: "*",
      RATE_LIMIT_CALLER: "0/1m",
      RATE_LIMIT_ANONYMOUS: "600",
      RATE_LIMIT_SENDER: "-1/1m",
      RATE_LIMIT_AUTH: "10/0m",
      RATE_LIMIT_ACCOUNT: "often",
      PASSWORD_LENGTH_MIN: "7",
      EVENTS_RETENTION: "0d",
      AUDIT_RETENTION: "2 years",
      SMTP_URL: "mail.example.com",
      MAIL_FROM: "Slacky",
      SMTP_DKIM_KEY: "a key",
      SMTP_DKIM_SELECTOR: "a b",
      WEB: "yes",
      SLACKY_HISTORY: "since Monday",
      LOG_LEVEL: "verbose",
    };

    const named = errorsOf(wrong).map((fault) => /^`(\w+)`/.exec(fault)?.[1]);

    assert.deepEqual(named, Object.keys(wrong));
  });

  it("a short secret among several", () => {
    const JWT_SECRETS = `${minimal.JWT_SECRETS},short,shorter`;

    assert.match(firstError({ JWT_SECRETS }), /^`JWT_SECRETS` is too short\. Use a random text/);
  });

  it("a secret that is used twice, in one variable or in two", () => {
    const [jwt, slacky] = [minimal.JWT_SECRETS, minimal.SLACKY_SECRET];
    for (const env of [
      { JWT_SECRETS: `${jwt}, ${jwt}` },
      { JWT_SECRETS: slacky },
      { JWT_SECRETS: `${jwt},${slacky}` },
      { SLACKY_SECRETS_OLD: slacky },
      { SLACKY_SECRETS_OLD: jwt },
    ]) {
      assert.match(firstError(env), /contain the same secret twice/);
    }
    assert.equal(errorsOf({ ...minimal, JWT_SECRETS: slacky, PORT: "many" }).length, 2);
  });

  it("in production, a secret of few different characters", () => {
    const NODE_ENV = "production";
    for (const weak of ["a".repeat(40), "é".repeat(40), "abc".repeat(20), "0123456".repeat(9)]) {
      assert.match(firstError({ NODE_ENV, JWT_SECRETS: weak }), /^`JWT_SECRETS` repeats few char/);
      assert.match(firstError({ NODE_ENV, SLACKY_SECRET: weak }), /^`SLACKY_SECRET` repeats few/);
      assert.match(firstError({ NODE_ENV, SLACKY_SECRETS_OLD: weak }), /^`SLACKY_SECRETS_OLD` rep/);
      assert.equal(parseConfig({ ...minimal, SLACKY_SECRET: weak }).slackySecret, weak);
    }
  });

  it("replicas where PostgreSQL does not say its history, whatever else is wrong", () => {
    const both = {
      SLACKY_HISTORY: "2026-12-01",
      DATABASE_REPLICA_URLS: "postgres://db2/slacky",
    };

    assert.match(
      firstError(both),
      /^`DATABASE_REPLICA_URLS` cannot be used with `SLACKY_HISTORY`: .* Unset one\.$/,
    );
    assert.equal(errorsOf({ ...minimal, ...both, PORT: "many" }).length, 2);
  });

  it("a mail server without the URL of links or without a sender, and reports both", () => {
    const faults = errorsOf({ ...minimal, SMTP_URL: "smtp://mail.example.com" });

    assert.equal(faults.length, 2);
    assert.match(
      faults[0] ?? "",
      /^`PUBLIC_URL` is not set, and `SMTP_URL` requires it\. Set it to/,
    );
    assert.match(
      faults[1] ?? "",
      /^`MAIL_FROM` is not set, and `SMTP_URL` requires it\. Set it to/,
    );
  });

  it("a sender that is not one address, or whose name has a line break", () => {
    for (const MAIL_FROM of [
      "a@example.com, b@example.com",
      "Slacky <a@example.com> <b@example.com>",
      "a\nb <a@example.com>",
      "<a@localhost>",
    ]) {
      assert.match(firstError({ MAIL_FROM }), /^`MAIL_FROM` must be the sender of mails/);
    }
  });

  it("a DKIM key that is not RSA", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const SMTP_DKIM_KEY = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

    assert.match(firstError({ SMTP_DKIM_KEY }), /^`SMTP_DKIM_KEY` must be an RSA private key/);
  });

  it("an origin with a path or a slash", () => {
    assert.match(firstError({ CORS_ORIGINS: "https://board.example.com/" }), /exact origins/);
  });

  it("a network that does not exist", () => {
    assert.match(firstError({ TRUST_PROXY: "10.0.0.0/33" }), /^`TRUST_PROXY` must be/);
    assert.match(firstError({ TRUST_PROXY: "loopback" }), /^`TRUST_PROXY` must be/);
  });

  it("an invalid secret without printing it", () => {
    const secrets = Object.fromEntries(secretVariables.map((name) => [name, "sesame"]));
    const error = errorOf({ ...secrets, NODE_ENV: "production" });

    assert.doesNotMatch(error.message, /sesame/);
  });
});

describe("parseConfig with secrets in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "slacky-config-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it("reads the secrets without the trailing line break, and validates them", () => {
    const config = parseConfig({
      DATABASE_URL_FILE: file("url", `${minimal.DATABASE_URL}\n`),
      JWT_SECRETS_FILE: file("jwt", `${minimal.JWT_SECRETS}\r\n`),
      SLACKY_SECRET_FILE: file("slacky", minimal.SLACKY_SECRET),
    });

    assert.equal(config.databaseUrl, minimal.DATABASE_URL);
    assert.deepEqual(config.jwtSecrets, [minimal.JWT_SECRETS]);
    assert.equal(config.slackySecret, minimal.SLACKY_SECRET);
    const short = firstError({ JWT_SECRETS: "", JWT_SECRETS_FILE: file("short", "short") });
    assert.match(short, /^`JWT_SECRETS` is too short/);
  });

  it("refuses a missing file, an empty file and a secret that is set twice", () => {
    const missing = firstError({ JWT_SECRETS: "", JWT_SECRETS_FILE: join(folder, "nowhere") });
    const empty = firstError({ SMTP_URL_FILE: file("empty", "\n") });
    const twice = firstError({ SLACKY_SECRET_FILE: file("twice", minimal.SLACKY_SECRET) });

    assert.match(missing, /^`JWT_SECRETS_FILE` names a file that cannot be read, .*nowhere/);
    assert.match(empty, /^`SMTP_URL_FILE` names an empty file/);
    assert.match(twice, /^`SLACKY_SECRET` and `SLACKY_SECRET_FILE` are both set/);
  });
});

/** The only error of an environment that is valid except for these variables. */
function firstError(env: Environment): string {
  const faults = errorsOf({ ...minimal, ...env });
  assert.equal(faults.length, 1);
  return faults[0] ?? "";
}

function errorsOf(env: Environment): string[] {
  return errorOf(env).faults;
}

function errorOf(env: Environment): ConfigError {
  try {
    parseConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  assert.fail("The environment was accepted.");
}

/** The list variables, with this separator between their items. */
function lists(separator: string): Environment {
  const join = (...members: string[]) => members.join(separator);
  return {
    SLACKY_SECRETS_OLD: join(
      "the-one-before-of-more-than-32-bytes",
      "the-one-before-that-of-more-than-32-bytes",
    ),
    TRUST_PROXY: join("10.0.0.0/8", "fd00::/8"),
    CORS_ORIGINS: join("https://board.example.com", "http://localhost:5173"),
  };
}
