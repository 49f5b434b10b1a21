import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { freePort } from "../dev/ports.ts";
import type { Environment } from "../src/environment.ts";
import { createEmptyDatabase, type TestDatabase } from "../test/support/database.ts";

const { PATH, NODE_COMPILE_CACHE } = process.env;
const folder = mkdtempSync(join(tmpdir(), "slacky-command-"));
const SLACKY_DATA_DIR = join(folder, "data");
after(() => rmSync(folder, { recursive: true }));

describe("slacky start", () => {
  it("creates its own database, serves until it is stopped, and leaves no process running", async () => {
    const PORT = String(await freePort());
    const slacky = run(["start"], { PORT });

    await slacky.untilSaid("Stop   Ctrl-C");
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`);
    slacky.child.kill("SIGTERM");
    const code = await slacky.ended();

    assert.equal(ready.status, 200);
    // It would be 1 if it had not ended within 4.8 s.
    assert.equal(code, 0);
    assert.match(slacky.said(), new RegExp(`http://127.0.0.1:${PORT}/docs`));
    assert.match(slacky.said(), new RegExp(`Data   ${SLACKY_DATA_DIR}`));
    await assert.rejects(fetch(`http://127.0.0.1:${PORT}/readyz`));
  });

  it("reports which port is in use and which variable sets another", async () => {
    const rival = createServer().listen(0, "127.0.0.1");
    await once(rival, "listening");
    const { port } = rival.address() as AddressInfo;

    const slacky = run(["start"], { PORT: String(port) });

    assert.equal(await slacky.ended(), 1);
    assert.match(
      slacky.said(),
      new RegExp(`^Port ${port} is used by .* PORT=${port + 1}\\.$`, "m"),
    );
    assert.doesNotMatch(slacky.said(), /\n {4}at /);
    rival.close();
  });

  it("refuses production without a database and secrets, and lists all missing variables together", async () => {
    for (const NODE_ENV of ["production", " production "]) {
      const slacky = run(["start"], { NODE_ENV });

      assert.equal(await slacky.ended(), 1);
      for (const name of ["DATABASE_URL", "JWT_SECRETS", "SLACKY_SECRET"]) {
        assert.match(slacky.said(), new RegExp(`^- \`${name}\` is not set\\. Set it to`, "m"));
      }
    }
  });

  it("reports that the database cannot be reached, without a stack trace", async () => {
    const port = await freePort();

    const slacky = run(["start"], { DATABASE_URL: `postgres://slacky@127.0.0.1:${port}/slacky` });

    assert.equal(await slacky.ended(), 1);
    assert.match(slacky.said(), /^The database cannot be reached .*DATABASE_URL/m);
    assert.doesNotMatch(slacky.said(), /\n {4}at /);
  });
});

describe("slacky", () => {
  it("runs through a symbolic link, from any folder", async () => {
    const link = join(folder, "slacky");
    symlinkSync(join(import.meta.dirname, "slacky"), link);

    const child = spawn(link, ["--version"], { cwd: "/" });

    assert.match(await text(child.stdout), /^\d+\.\d+\.\d+\n$/);
  });
});

describe("slacky migrate, user and workspace", () => {
  const env: Environment = { SLACKY_DATA_DIR: join(folder, "operated") };
  let database: TestDatabase;
  // Starting an embedded database for each command would take most of the time.
  before(async () => {
    database = await createEmptyDatabase();
    env.DATABASE_URL = database.databaseUrl;
    env.DATABASE_OWNER_URL = database.databaseOwnerUrl;
  });
  after(() => database.drop());

  it("refuse a database that is not migrated, and name the command that migrates it", async () => {
    const command = run(["workspace", "create", "Acme", "--admin", "ada@example.com"], env);

    assert.equal(await command.ended(), 1);
    assert.match(command.said(), /^The database lacks \d+ .*`slacky migrate`/);
  });

  it("report an up-to-date database after migrating, but not after a dry run", async () => {
    const dry = await output(["migrate", "--dry-run"], env);
    const first = await output(["migrate"], env);
    const second = await output(["migrate"], env);

    assert.match(dry, /^Would run:\n {2}0001_create_users\.sql\n/);
    assert.match(first, /0001_create_users\.sql applied/);
    assert.equal(second, "The database is up to date.\n");
  });

  it("create an account and its workspace, and set a new password, which is read from the input", async () => {
    const ada = ["--email", "ada@example.com"];
    const made = await output(
      ["user", "create", ...ada, "--name", "Ada"],
      env,
      "plenty of bytes\n",
    );
    const workspace = await output(
      ["workspace", "create", "Acme", "--admin", "ada@example.com"],
      env,
    );
    const changed = await output(["user", "set-password", ...ada], env, "plenty of other bytes\n");

    assert.match(made, /^Created the account of ada@example\.com/);
    assert.match(workspace, /^Created the workspace Acme with the admin ada@example\.com/);
    assert.match(changed, /^Set a new password for ada@example\.com/);
  });

  it("refuse to erase a last admin, name the command that helps, and make somebody else one", async () => {
    const bob = ["--email", "bob@example.com"];
    await output(["user", "create", ...bob, "--name", "Bob"], env, "plenty of bytes\n");

    const refused = run(["user", "erase", "--email", "ada@example.com"], env);
    assert.equal(await refused.ended(), 1);
    const [, id = ""] = /^ {2}Acme \(([\da-f-]{36})\)$/m.exec(refused.said()) ?? [];
    const added = await output(["workspace", "set-admin", id, ...bob], env);
    const restored = await output(["workspace", "restore", id], env);

    assert.match(
      refused.said(),
      /^ada@example\.com is the only person who is an admin of:\n {2}Acme /,
    );
    assert.match(refused.said(), /slacky workspace set-admin <id> --email <address>/);
    assert.match(
      added,
      /^bob@example\.com is now a member and an admin of Acme, with the handle @\S+\.\n$/,
    );
    assert.equal(restored, "The workspace Acme is not deleted.\n");
  });

  it("report an error in one sentence, and change nothing", async () => {
    const short = run(
      ["user", "create", "--email", "eve@example.com", "--name", "Eve"],
      env,
      "short",
    );
    assert.equal(await short.ended(), 1);
    const nobody = run(["workspace", "create", "Acme", "--admin", "nobody@example.com"], env);
    assert.equal(await nobody.ended(), 1);

    assert.match(short.said(), /at least 15 characters/);
    assert.match(nobody.said(), /^No account has the email address nobody@example\.com/);
  });
});

function run(args: string[], env: Environment, input = "") {
  const child = spawn(process.execPath, [join(import.meta.dirname, "slacky.ts"), ...args], {
    env: { PATH, NODE_COMPILE_CACHE, SLACKY_DATA_DIR, ...env },
    stdio: "pipe",
  });
  child.stdin.end(input);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => (said += chunk));
  }
  const closed = once(child, "close");
  return {
    child,
    said: () => said,
    ended: async () => (await closed)[0] as number,
    async untilSaid(words: string) {
      while (!said.includes(words)) {
        if (child.exitCode !== null) assert.fail(`It ended instead, and said:\n${said}`);
        await once(child.stdout, "data");
      }
    },
  };
}

async function output(args: string[], env: Environment, input?: string): Promise<string> {
  const command = run(args, env, input);
  assert.equal(await command.ended(), 0, command.said());
  return command.said();
}
