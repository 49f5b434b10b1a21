import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { freePort } from "../../dev/ports.ts";
import { checkout, fencedBlocks, readDocument, section } from "./document.ts";

const address = "slacky=http://127.0.0.1:3000\n";
const folder = mkdtempSync(join(tmpdir(), "slacky-walk-"));
let slacky: Awaited<ReturnType<typeof startSlacky>>;

before(async () => {
  slacky = await startSlacky();
});
after(async () => {
  await slacky?.stop();
  rmSync(folder, { recursive: true });
});

describe("the shell commands in the documents", () => {
  it("take a reader of README.md from a new account to the events of a workspace", async () => {
    const responses = await runDocument(
      section(readDocument("README.md"), "Five minutes with curl"),
    );

    assert.deepEqual(
      responses.slice(0, 4).map(({ status, code, data }) => code ?? data?.length ?? status),
      ["open", "in_progress", "invalid_transition", 1],
    );
    assert.equal(responses.length, 5);
    assert.ok(Array.isArray(responses[4].data));
  });

  it("take a reader of docs/walkthrough.md from a new account to a closed ticket", async () => {
    const responses = await runDocument(readDocument("docs/walkthrough.md"));

    assert.deepEqual(
      responses.map(({ status, code, data }) => code ?? data?.length ?? status),
      [
        "open",
        "invalid_transition",
        ...["in_progress", "resolved", "closed"],
        "version_mismatch",
        4,
        "closed",
        1,
        1,
      ],
    );
    assert.equal(responses.at(-3).key, "ENG-1");
    assert.deepEqual(responses.at(-2).data[0].matched, [
      { field: "title" },
      { field: "description" },
    ]);
  });
});

describe("the refusal in docs/tour.md", () => {
  it("is what the server answers to the second of two identical transitions", async () => {
    const shown = JSON.parse(fencedBlocks(readDocument("docs/tour.md"), "json").at(-1) ?? "");
    const steps = fencedBlocks(
      section(readDocument("README.md"), "Five minutes with curl"),
      "bash",
    );
    const script = steps.slice(0, 3).join("").replaceAll("grace@", "tour@");

    const responses = await runScript(`${script}\n${steps[2]}`);
    const { type, request_id, ...rest } = responses.at(-1);

    const { type: shownType, request_id: _, ...shownRest } = shown;
    assert.deepEqual(rest, shownRest);
    assert.equal(new URL(type).pathname, new URL(shownType).pathname);
    assert.match(request_id, /^[\w-]+$/);
  });
});

/** Runs the `bash` blocks of a document as they are printed, and returns the responses they print. */
async function runDocument(document: string) {
  return await runScript(fencedBlocks(document, "bash").join(""));
}

async function runScript(script: string) {
  assert.ok(script.startsWith(address), "The first line says where the server is.");
  const printed = await runBash(script.replace(address, `slacky=${slacky.url}\n`));
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function startSlacky() {
  const port = await freePort();
  const child = spawn(process.execPath, [join(checkout, "bin/slacky.ts"), "start"], {
    env: { PATH: process.env.PATH, SLACKY_DATA_DIR: folder, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes("Slacky is running.")) break;
  }
  child.stdout.resume();
  assert.equal(child.exitCode, null, output);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

/** Stops at the first command that fails, and at the first variable that is not set. */
async function runBash(script: string): Promise<string> {
  const bash = spawn("bash", ["-eu"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  bash.stdin.end(script);
  const [printed, [code]] = await Promise.all([text(bash.stdout), once(bash, "close")]);
  assert.equal(code, 0, printed);
  return printed;
}
