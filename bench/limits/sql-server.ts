// The smallest honest SQL, a process of its own. It has two reads, each in one round trip of two statements: the
// caller's role by primary key, then the ticket or the page by one range of one index. All statements are prepared and
// have a generic plan. The bare server cannot show what Slacky's statements cost, because it sends the same ones.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import { getTypeParser } from "../../src/db/driver/type-parsers.ts";

const { DATABASE_URL = "", PRINCIPALS = "", PORT = "0" } = process.env;
const principals = JSON.parse(readFileSync(PRINCIPALS, "utf8")) as AccessTokenSubject[];
let turn = 0;

const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 10,
  pipeline: true,
  options: "-c plan_cache_mode=force_generic_plan",
  types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
});

const role = {
  name: "role",
  text: "select m.role from members m where m.workspace_id = $1 and m.user_id = $2 and m.removed_at is null",
};

const columnsWith = (projectKey: string) => `
  t.id, t.workspace_id, t.project_id, t.number, ${projectKey} || '-' || t.number as key,
  t.title, t.description, t.description_html, t.status,
  (array['none', 'low', 'medium', 'high', 'urgent'])[t.priority + 1] as priority,
  t.assignee_id, t.reporter_id, t.due_on, t.labels, t.resolution, t.external_id, t.metadata, t.version,
  t.created_at, t.updated_at, t.deleted_at`;

const ticket = {
  name: "ticket",
  text: `
    select ${columnsWith("p.key")}
      from projects p
      join tickets t
        on t.workspace_id = p.workspace_id
       and t.project_id = p.id
     where p.workspace_id = $1
       and p.key = $2
       and t.workspace_id = $1
       and t.number = $3
       and t.deleted_at is null`,
};

const page = {
  name: "page",
  text: `
    select ${columnsWith("(select p.key from projects p where p.workspace_id = $1 and p.id = $2)")}
      from tickets t
     where t.workspace_id = $1
       and t.project_id = $2
       and t.deleted_at is null
     order by t.created_at desc, t.id desc
     limit $3`,
};

const server = createServer((req, res) => {
  handle(req, res).catch((error) => send(res, 500, { error: String(error) }));
}).listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});

const ticketPath = /^\/v1\/workspaces\/([^/]+)\/tickets\/([A-Z][A-Z0-9]*)-(\d+)$/;
const pagePath = /^\/v1\/workspaces\/([^/]+)\/projects\/([^/]+)\/tickets\?limit=(\d+)$/;

async function handle({ url = "" }: IncomingMessage, res: ServerResponse): Promise<void> {
  if (url === "/ready") return send(res, 200, {});
  const one = ticketPath.exec(url);
  if (one) {
    const [found] = await read(ticket, one.slice(1));
    return found ? send(res, 200, found) : send(res, 404, {});
  }
  const [, workspace_id, project_id, limit] = pagePath.exec(url) ?? [];
  if (!workspace_id) return send(res, 404, {});
  // One more row than the page shows whether there is a next page.
  const rows = await read(page, [workspace_id, project_id, Number(limit) + 1]);
  const data = rows.slice(0, Number(limit));
  const last = data.at(-1);
  const next_cursor = rows.length > data.length && last ? cursorAfter(last) : null;
  send(res, 200, { data, next_cursor });
}

type Row = Record<string, unknown>;

/** Returns the rows of a statement if the caller is a member of the workspace that its first value names. */
async function read(
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<Row[]> {
  // Takes the callers by turns, as the generator does, without the cost of verifying a token.
  turn = (turn + 1) % principals.length;
  const client = await pool.connect();
  try {
    const [roles, rows] = await Promise.all([
      client.query({ ...role, values: [values[0], principals[turn]?.user_id] }),
      client.query<Row>({ ...statement, values: [...values] }),
    ]);
    return roles.rows.length > 0 ? rows.rows : [];
  } finally {
    client.release();
  }
}

function cursorAfter({ created_at, id }: Row): string {
  return Buffer.from(JSON.stringify([created_at, id])).toString("base64url");
}

function send(res: ServerResponse, status: number, answer: unknown): void {
  const text = JSON.stringify(answer);
  res.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  res.end(text);
}
