// The smallest honest SQL, a process of its own. It has two reads, each in one round trip of two statements: the
// caller's role by primary key, then the ticket or the page by one range of one index. All statements are prepared and
// have a generic plan. The bare server cannot show what Slacky's statements cost, because it sends the same ones.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import { getTypeParser } from "../../src/db/driver/type-parsers.ts";
import { type Names, page, role, ticket, valuesFor } from "./sql-queries.ts";

const { DATABASE_URL = "", PRINCIPALS = "", PORT = "0" } = process.env;
const principals = JSON.parse(readFileSync(PRINCIPALS, "utf8")) as AccessTokenSubject[];
const statements = { role, ticket, page };
let turn = 0;

const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 10,
  pipeline: true,
  options: "-c plan_cache_mode=force_generic_plan",
  types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
});

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
  const [, ofTicket, project_key, number] = ticketPath.exec(url) ?? [];
  if (ofTicket) {
    const [found] = await read("ticket", { workspace_id: ofTicket, project_key, number });
    return found ? send(res, 200, found) : send(res, 404, {});
  }
  const [, workspace_id, project_id, length] = pagePath.exec(url) ?? [];
  if (!workspace_id) return send(res, 404, {});
  // One more row than the page shows whether there is a next page.
  const limit = String(Number(length) + 1);
  const rows = await read("page", { workspace_id, project_id, limit });
  const data = rows.slice(0, Number(length));
  const last = data.at(-1);
  const next_cursor = rows.length > data.length && last ? cursorAfter(last) : null;
  send(res, 200, { data, next_cursor });
}

type Row = Record<string, unknown>;

/** Returns the rows of a statement if the caller is a member of the workspace. */
async function read(name: keyof typeof statements, names: Names): Promise<Row[]> {
  // Takes the members by turns, as the generator does, without the cost of verifying a token.
  turn = (turn + 1) % principals.length;
  const client = await pool.connect();
  try {
    const [roles, { rows }] = await Promise.all([
      client.query(queryOf("role", { ...names, user_id: principals[turn]?.user_id })),
      client.query<Row>(queryOf(name, names)),
    ]);
    return roles.rows.length > 0 ? rows : [];
  } finally {
    client.release();
  }
}

function queryOf(name: keyof typeof statements, names: Names) {
  const statement = statements[name];
  return { name, text: statement.text, values: valuesFor(statement, names) };
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
