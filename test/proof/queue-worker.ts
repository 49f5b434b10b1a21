import { setTimeout as sleep } from "node:timers/promises";

// One worker of a queue, as a client would write it: first it finishes what it had begun, then it takes the
// next ticket, until there is none. It may be killed at any point.
const {
  QUEUE_URL: url = "",
  QUEUE_TOKEN: token,
  QUEUE_W: workspacePath,
  QUEUE_PROJECT: project,
} = process.env;

interface Ticket {
  id: string;
  key: string;
}

async function send(method: string, path: string, body?: object): Promise<Response> {
  for (;;) {
    const response = await fetch(`${url}${workspacePath}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status !== 503) return response;
    await response.body?.cancel();
    await sleep(Number(response.headers.get("retry-after") ?? 1) * 100);
  }
}

/** Closes a ticket with a comment about the work, in one transition, which cannot happen twice. */
async function work({ id, key }: Ticket): Promise<void> {
  const done = { to: "resolved", comment: `Done by ${process.pid}.` };
  const { status } = await send("POST", `/tickets/${id}/transitions`, done);
  if (status !== 200) throw new Error(`${key} could not be ended: ${status}`);
}

const begun = await send("GET", `/projects/${project}/tickets?assignee_id=me&status=in_progress`);
for (const ticket of ((await begun.json()) as { data: Ticket[] }).data) await work(ticket);

for (;;) {
  const next = await send("POST", `/projects/${project}/claim-next`);
  if (next.status === 204) break;
  if (next.status !== 200) throw new Error(`claim-next: ${next.status}`);
  await work((await next.json()) as Ticket);
}
