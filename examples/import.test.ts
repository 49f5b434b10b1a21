import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../src/db/sql.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { startExample } from "../test/support/example.ts";
import { givenWorld, type World } from "../test/support/given.ts";

const LINES = 120;
let api: TestApi;
let folder: string;
before(async () => {
  api = await startApi();
  folder = await mkdtemp(join(tmpdir(), "slacky-import-"));
});
after(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

it("an importer that is killed, then run twice, creates each ticket once", async () => {
  const world = await givenWorld(api);
  const file = join(folder, "old-tickets.jsonl");
  const lines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({ id: `OLD-${n}`, title: `Ticket ${n}`, labels: ["old"] }),
  );
  await writeFile(file, `${lines.join("\n")}\n`);
  const start = () =>
    startExample(api, world, { as: world.member, file: "import.ts", args: [file] });

  const killed = start();
  while ((await importedInto(world)).length < 10) await sleep(5);
  killed.child.kill("SIGKILL");
  assert.equal(await killed.ended, "SIGKILL");
  const again = start();
  assert.equal(await again.ended, 0);
  const twice = start();
  assert.equal(await twice.ended, 0);

  // A ticket that it requested just before it was killed may have been created afterwards.
  const [, made, known] = /^(\d+) made, (\d+) were there\.$/.exec(again.output.join()) ?? [];
  assert.ok(Number(made) > 0 && Number(known) >= 10, again.output.join());
  assert.equal(Number(made) + Number(known), LINES);
  assert.deepEqual(twice.output, [`0 made, ${LINES} were there.`]);
  assert.equal(new Set(await importedInto(world)).size, LINES);
  assert.equal((await importedInto(world)).length, LINES);
});

async function importedInto({ workspace }: World): Promise<(string | null)[]> {
  const rows = await api.db.query(sql<{ external_id: string | null }>`
    select t.external_id from tickets t where t.workspace_id = ${workspace.id}`);
  return rows.map(({ external_id }) => external_id);
}
