// The control, a process of its own: a typical first version of such a server, and the shape of the first Slacky.
// Express with the usual middleware, the role in the token, one statement after another, pages by timestamp. It has
// the paths of Slacky, so that it takes the same load.

import cors from "cors";
import express, { type NextFunction, type Request, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import jwt from "jsonwebtoken";
import pg from "pg";
import { z } from "zod";
import { runTransaction } from "./control-transaction.ts";

const { DATABASE_URL = "", PORT = "0", JWT_SECRETS = "" } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const transitions: Record<string, string[]> = {
  open: ["in_progress"],
  in_progress: ["open", "resolved"],
};

const app = express();
app.use(helmet(), cors(), express.json());
app.use(rateLimit({ windowMs: 60_000, limit: 1e9 }));
app.get("/ready", (_req, res) => void res.json({}));
app.use("/v1/workspaces/:workspace_id", authenticate);

const tickets = "/v1/workspaces/:workspace_id/tickets";
const projectTickets = "/v1/workspaces/:workspace_id/projects/:project_id/tickets";

app.get(`${tickets}/:key`, async (req, res) => {
  const { rows } = await pool.query("select * from tickets where id = $1", [idOf(req)]);
  res.json(rows[0]);
});

app.get(projectTickets, async (req, res) => {
  const { limit, cursor } = req.query;
  const { rows } = cursor
    ? await pool.query(
        "select * from tickets where created_at < $1 order by created_at desc limit $2",
        [cursor, limit],
      )
    : await pool.query("select * from tickets order by created_at desc limit $1", [limit]);
  res.json({ data: rows });
});

app.post(projectTickets, async (req, res) => {
  const { title, priority } = z.object({ title: z.string(), priority: z.string() }).parse(req.body);
  const ticket = await runTransaction(pool, async (client) => {
    const { rows } = await client.query(
      "insert into tickets (title, priority, reporter_id) values ($1, $2, $3) returning *",
      [title, priority, userOf(res)],
    );
    await recordHistory(client, res, { ticket_id: rows[0].id, to: "open", action: "created" });
    return rows[0];
  });
  res.status(201).json(ticket);
});

app.post(`${tickets}/:key/transitions`, async (req, res) => {
  const { to } = z.object({ to: z.string() }).parse(req.body);
  const ticket = await runTransaction(pool, async (client) => {
    const found = await client.query("select * from tickets where id = $1 for update", [idOf(req)]);
    const { status } = found.rows[0];
    if (!transitions[status]?.includes(to)) return undefined;
    const { rows } = await client.query(
      "update tickets set status = $1, updated_at = now() where id = $2 returning *",
      [to, idOf(req)],
    );
    await recordHistory(client, res, {
      ticket_id: rows[0].id,
      from: status,
      to,
      action: "transitioned",
    });
    return rows[0];
  });
  res.status(ticket ? 200 : 409).json(ticket ?? {});
});

app.patch(`${tickets}/:key`, async (req, res) => {
  const { title } = z.object({ title: z.string() }).parse(req.body);
  const ticket = await runTransaction(pool, async (client) => {
    await client.query("select * from tickets where id = $1 for update", [idOf(req)]);
    const { rows } = await client.query(
      "update tickets set title = $1, updated_at = now() where id = $2 returning *",
      [title, idOf(req)],
    );
    await audit(client, res, rows[0].id, "updated");
    return rows[0];
  });
  res.json(ticket);
});

app.post(`${tickets}/:key/comments`, async (req, res) => {
  const { body } = z.object({ body: z.string() }).parse(req.body);
  const comment = await runTransaction(pool, async (client) => {
    await client.query("select id from tickets where id = $1", [idOf(req)]);
    const { rows } = await client.query(
      "insert into comments (ticket_id, author_id, body) values ($1, $2, $3) returning *",
      [idOf(req), userOf(res), body],
    );
    await audit(client, res, idOf(req), "commented");
    return rows[0];
  });
  res.status(201).json(comment);
});

const server = app.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});

function authenticate(req: Request, res: Response, next: NextFunction): void {
  const token = req.get("authorization")?.slice("Bearer ".length) ?? "";
  res.locals.user = jwt.verify(token, JWT_SECRETS);
  next();
}

function userOf(res: Response): number {
  return Number(res.locals.user.sub);
}

function idOf(req: Request): number {
  return Number(String(req.params.key).split("-")[1]);
}

async function recordHistory(
  client: pg.PoolClient,
  res: Response,
  { ticket_id, from, to, action }: { ticket_id: number; from?: string; to: string; action: string },
): Promise<void> {
  await client.query(
    "insert into ticket_history (ticket_id, old_status, new_status, changed_by) values ($1, $2, $3, $4)",
    [ticket_id, from ?? null, to, userOf(res)],
  );
  await audit(client, res, ticket_id, action);
}

async function audit(client: pg.PoolClient, res: Response, ticket_id: number, action: string) {
  await client.query(
    "insert into audit_log (user_id, action, ticket_id, details) values ($1, $2, $3, $4)",
    [userOf(res), action, ticket_id, "{}"],
  );
}
