import type { AccessTokens } from "../../src/auth/access-token.ts";
import { createPool } from "../../src/db/pool.ts";
import { loginPassword } from "../seed/open-seed.ts";
import { pageRows } from "../workloads/reads.ts";
import { parentOf } from "./cpu.ts";
import { findBackend, findFeedHeadOf, listLogins } from "./queries.ts";
import { findPlaces, type Scene, worldOf } from "./world.ts";

const deepRows = 4_000 * pageRows - pageRows;
const walkedRows = 100;

/** Reads what the workloads need from the seeded data and from the service, before anything is measured. */
export async function openScene(
  databaseUrl: string,
  { port, tokens }: { port: number; tokens: AccessTokens },
): Promise<{ scene: Scene; postmaster: number | undefined }> {
  const db = createPool(databaseUrl, { size: 1 });
  try {
    const places = await findPlaces(db);
    const scene: Scene = { places, deep_cursor: "", feed_after: 0, logins: [] };
    const { big } = worldOf(scene, tokens, "big");
    const emails = await listLogins(db, big.workspace_id);
    const head = await findFeedHeadOf(db, big.workspace_id);
    return {
      scene: {
        places,
        deep_cursor: await walkDeep(port, worldOf(scene, tokens, "big").big),
        feed_after: head - 100,
        logins: emails.map((email) => ({ email, password: loginPassword })),
      },
      postmaster: await findPostmaster(db, databaseUrl),
    };
  } finally {
    await db.close();
  }
}

/** Walks to the page before page 4,000, or to the last but one, and returns its cursor. A cursor works with any limit. */
async function walkDeep(
  port: number,
  big: { workspace_id: string; project_id: string; tokens: string[] },
): Promise<string> {
  const path = `http://127.0.0.1:${port}/v1/workspaces/${big.workspace_id}/projects/${big.project_id}/tickets`;
  const headers = { authorization: `Bearer ${big.tokens[0]}` };
  let cursor = "";
  for (let seen = 0; seen < deepRows; ) {
    const limit = Math.min(walkedRows, deepRows - seen);
    const answer = await fetch(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`, {
      headers,
    });
    const page = (await answer.json()) as { next_cursor: string | null };
    if (!answer.ok) throw new Error(`The server answered a page with ${JSON.stringify(page)}`);
    if (!page.next_cursor) break;
    cursor = page.next_cursor;
    seen += limit;
  }
  return cursor;
}

/** Undefined if the database is on another machine, whose processes are not visible here. */
async function findPostmaster(
  db: Parameters<typeof findBackend>[0],
  databaseUrl: string,
): Promise<number | undefined> {
  if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(databaseUrl).hostname))
    return undefined;
  return parentOf(await findBackend(db));
}
