// A process of its own: node:http and exactly the statements that Slacky sends, in the same batches. It has no
// framework, no validation and no authorization, and expects that every request succeeds.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import { createPool } from "../../src/db/pool.ts";
import { type Recording, splitPath } from "./recording.ts";
import { replay } from "./replay.ts";

const { DATABASE_URL = "", RECORDINGS = "", PORT = "0" } = process.env;
const given = JSON.parse(readFileSync(RECORDINGS, "utf8")) as {
  recordings: Recording[];
  principals: AccessTokenSubject[];
};
const recordings = new Map(
  given.recordings.map((recording) => [
    nameOf(recording.method, recording.path, recording.to),
    recording,
  ]),
);
let turn = 0;
const { pool, close } = createPool(DATABASE_URL);

const server = createServer((req, res) => {
  handle(req, res).catch((error) => send(res, 500, { error: String(error) }));
}).listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void close();
});

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url === "/ready") return send(res, 200, {});
  const { path, number } = splitPath(req.url ?? "");
  const fields = req.method === "GET" ? {} : await readJson(req);
  const recording = recordings.get(nameOf(req.method, path, fields.to));
  if (!recording) return send(res, 404, {});
  // Takes the members by turns instead of verifying a token: concurrent requests lock rows of different members.
  turn = (turn + 1) % given.principals.length;
  const principal = given.principals[turn] as AccessTokenSubject;
  const rows = await replay(pool, recording, { number, fields, principal: principal });
  send(res, recording.status, recording.path.includes("limit=") ? { data: rows } : rows[0]);
}

function nameOf(method = "", path = "", to = ""): string {
  return `${method} ${path} ${to}`;
}

async function readJson(req: IncomingMessage): Promise<Record<string, string>> {
  let text = "";
  for await (const chunk of req) text += chunk;
  return JSON.parse(text);
}

function send(res: ServerResponse, status: number, answer: unknown): void {
  const text = JSON.stringify(answer);
  res.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  res.end(text);
}
