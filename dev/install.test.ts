import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, it } from "node:test";

const root = mkdtempSync(join(tmpdir(), "slacky-install-"));
after(() => rmSync(root, { recursive: true }));

/** Replaces npm: records each call, and installs only Node.js. */
const workingNpm = `
  echo "$*" >>npm-calls
  sleep 0.3
  mkdir -p node_modules/.bin
  ln -sf "${process.execPath}" node_modules/.bin/node
  case "$*" in *--workspace=bench*) ln -s ../bench node_modules/slacky-bench ;; esac`;

describe("bin/slacky in a checkout without libraries", () => {
  it("installs them once if two are started at the same time, and passes its arguments on", async () => {
    const checkout = givenCheckout({ npm: workingNpm });

    const runs = await Promise.all([checkout.slacky("a b"), checkout.slacky("a b")]);

    for (const { code, stdout } of runs) assert.deepEqual([code, stdout], [0, "ran a b\n"]);
    assert.equal(checkout.npmCalls().length, 1);
    assert.equal(existsSync(join(checkout.folder, "node_modules.lock")), false);
  });

  it("does not call npm again until package-lock.json changes", async () => {
    const checkout = givenCheckout({ npm: workingNpm });
    await checkout.slacky();

    const { stderr } = await checkout.slacky();
    assert.equal(checkout.npmCalls().length, 1);
    assert.equal(stderr, "");

    writeFileSync(join(checkout.folder, "package-lock.json"), '{ "changed": true }');
    await checkout.slacky();
    assert.equal(checkout.npmCalls().length, 2);
  });

  it("ignores a lock whose process has ended", async () => {
    const checkout = givenCheckout({ npm: workingNpm });
    const gone = spawn("true");
    await once(gone, "exit");
    symlinkSync(String(gone.pid), join(checkout.folder, "node_modules.lock"));

    const { code } = await checkout.slacky();

    assert.equal(code, 0);
  });

  it("shows the output of npm if it fails, and tries again at the next start", async () => {
    const checkout = givenCheckout({ npm: "echo 'npm error ENOSPC'; exit 1" });

    const first = await checkout.slacky();
    checkout.giveNpm(workingNpm);
    const second = await checkout.slacky();

    assert.equal(first.code, 1);
    assert.match(first.stderr, /npm error ENOSPC\nThe installation did not succeed/);
    assert.equal(second.code, 0);
  });

  it("reports what is missing if npm is not installed", async () => {
    const { code, stderr } = await givenCheckout({}).slacky();

    assert.equal(code, 1);
    assert.match(stderr, /^Slacky needs npm .*https:\/\/nodejs\.org\n$/);
  });

  it("reports that Node.js 24 is needed if npm has none for the machine", async () => {
    const checkout = givenCheckout({ npm: workingNpm, uname: "echo SunOS" });

    const { code, stderr } = await checkout.slacky();

    assert.equal(code, 1);
    assert.match(stderr, /Slacky needs Node\.js 24\.21 or newer, and this machine has none\./);
    assert.deepEqual(checkout.npmCalls(), []);
  });
});

describe("dev/bench.sh", () => {
  it("installs the libraries of the bench once, and bin/slacky does not install them", async () => {
    const checkout = givenCheckout({ npm: workingNpm });
    await checkout.slacky();
    const [ofProduct] = checkout.npmCalls();

    const { stdout } = await checkout.bench("--short");
    await checkout.bench();
    await checkout.slacky();

    assert.match(ofProduct ?? "", /npm ci --workspaces=false /);
    assert.equal(stdout, "measured --short\n");
    assert.equal(checkout.npmCalls().length, 2);
    assert.match(checkout.npmCalls()[1] ?? "", /^install --no-save --workspace=bench /);
  });
});

/** The two scripts in a new folder, on a machine that has the usual tools but not Node.js. */
function givenCheckout({ npm, uname }: { npm?: string; uname?: string }) {
  const folder = mkdtempSync(join(root, "checkout-"));
  const tools = join(folder, "tools");
  for (const name of ["bin", "dev", "bench", "tools"]) mkdirSync(join(folder, name));
  for (const file of ["bin/slacky", "dev/install.sh", "dev/bench.sh"]) {
    copyFileSync(join(import.meta.dirname, "..", file), join(folder, file));
  }
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(folder, "bin/slacky.ts"), 'console.log("ran", ...process.argv.slice(2));');
  writeFileSync(
    join(folder, "bench/main.ts"),
    'console.log("measured", ...process.argv.slice(2));',
  );
  for (const name of usualTools) symlinkSync(join("/usr/bin", name), join(tools, name));

  const give = (name: string, script: string) => {
    rmSync(join(tools, name), { force: true });
    writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(tools, name), 0o755);
  };
  if (npm) give("npm", npm);
  if (uname) give("uname", uname);

  const run = async (command: string, args: string[]) => {
    const child = spawn(command, args, { cwd: "/", env: { PATH: tools } });
    const closed = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await closed;
    return { code: code as number, stdout, stderr };
  };
  return {
    folder,
    giveNpm: (script: string) => give("npm", script),
    npmCalls: () => linesOf(join(folder, "npm-calls")),
    slacky: (...args: string[]) => run(join(folder, "bin/slacky"), args),
    bench: (...args: string[]) => run(join(tools, "sh"), [join(folder, "dev/bench.sh"), ...args]),
  };
}

const usualTools = "cat cmp cp dirname ln mkdir mktemp readlink rm sh sleep tail uname".split(" ");

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}
