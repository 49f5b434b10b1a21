import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { startApi, type TestApi } from "../test/support/api.ts";
import { installClient } from "../test/support/built-client.ts";
import { givenTicket, givenWorld } from "../test/support/given.ts";

const here = import.meta.dirname;
const tsc = join(here, "../node_modules/.bin/tsc");

let api: TestApi;
/** A program of a user, which has the package and no other file of this repository. */
let theirs: string;
before(async () => {
  api = await startApi();
  theirs = await mkdtemp(join(tmpdir(), "slacky-client-"));
  const installed = join(theirs, "node_modules/slacky-client");
  await installClient(installed);
  await writeFile(join(theirs, "package.json"), '{"type": "module"}');
});
after(async () => {
  await rm(theirs, { recursive: true });
  await api.close();
});

describe("the package", () => {
  it("imports only its own files", async () => {
    for (const file of globSync("{,streams/}*.ts", { cwd: here, exclude: ["**/*.test.ts"] })) {
      const source = await readFile(join(here, file), "utf8");
      const imported = [...source.matchAll(/\bfrom "([^"]+)"|\bimport\("([^"]+)"\)/g)];
      for (const [, name, later] of imported)
        assert.match(name ?? later ?? "", /^\.\.?\/(?:streams\/)?[\w-]+\.ts$/);
    }
    const { dependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
    assert.equal(dependencies, undefined);
  });

  for (const node of [process.execPath, ...olderNode()]) {
    it(`runs as JavaScript after it is installed: ${versionOf(node)}`, async () => {
      const world = await givenWorld(api);
      await givenTicket(api, world);
      await writeFile(
        join(theirs, "program.js"),
        `import { createClient, isProblem } from "slacky-client";
         const { url, token, workspace_id } = process.env;
         const slacky = createClient({ url, token });
         for await (const { key } of slacky.listTickets.all({ workspace_id })) console.log(key);
         await slacky.getTicket({ workspace_id, ticket_id: "ENG-9" }).catch((error) => {
           console.log(isProblem(error, "not_found"));
         });`,
      );

      const said = await run(node, {
        url: api.url,
        token: world.viewer.token,
        workspace_id: world.workspace.id,
      });

      assert.equal(said, "ENG-1\ntrue\n");
    });
  }

  it("includes types for the input and the response of every operation", async () => {
    await symlink(
      join(here, "../node_modules/typescript"),
      join(theirs, "node_modules/typescript"),
    );
    await writeFile(
      join(theirs, "program.ts"),
      `import { createClient, type Ticket } from "slacky-client";
       const slacky = createClient({ url: "http://127.0.0.1:3000", token: "sl_x" });
       const ticket: Ticket = await slacky.getTicket({ workspace_id: "w", ticket_id: "ENG-1" });
       // @ts-expect-error: a ticket also needs its workspace.
       await slacky.getTicket({ ticket_id: ticket.id });
       const key = { workspace_id: "w", ticket_id: ticket.id };
       // @ts-expect-error: reading takes no version.
       await slacky.getTicket(key, { ifMatch: ticket.version });
       // @ts-expect-error: a status is changed by a transition.
       await slacky.updateTicket({ ...key, status: "closed" }, { ifMatch: ticket.version });
       await slacky.transitionTicket({ ...key, to: "closed" }, { idempotencyKey: "k" });
       // @ts-expect-error: a history has pages, a ticket has none.
       slacky.getTicket.all(key);
       for await (const { to_status } of slacky.listTicketHistory.all(key)) to_status.length;
       for await (const event of slacky.followEvents({ workspace_id: "w" })) {
         if (event.type === "ticket.transitioned") event.data.status.length;
       }
       export {};`,
    );
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
    execFileSync(tsc, [...options, "--lib", "es2022,dom", "--types", "", "program.ts"], {
      cwd: theirs,
      stdio: "pipe",
      encoding: "utf8",
    });
  });
});

/** The Node.js of the system, which is often another version than the one that Slacky installs. */
function olderNode(): string[] {
  const path = "/usr/bin/node";
  return existsSync(path) && Number(versionOf(path).split(".")[0]) >= 20 ? [path] : [];
}

function versionOf(node: string): string {
  return execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
}

async function run(node: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(node, ["program.js"], { cwd: theirs, env });
  return stdout;
}
