// Takes one ticket after another from a project's queue, examines it, and comments the result.
// Run as many as you like, each with its own token. If one dies for good, the lease of its ticket
// runs out, and another takes it.
//
//   SLACKY_URL=… SLACKY_TOKEN=… SLACKY_WORKSPACE=… SLACKY_PROJECT=… node examples/worker.ts

import { setTimeout as sleep } from "node:timers/promises";
import { createClient, isProblem, type Ticket } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "" } = process.env;
const { SLACKY_WORKSPACE: workspace_id = "", SLACKY_PROJECT: project_id = "" } = process.env;
const slacky = createClient({ url, token });

const lease_seconds = 60;

// First, finish what it had begun when it was interrupted.
const begun = { workspace_id, project_id, assignee_id: "me", status: ["in_progress"] };
for await (const ticket of slacky.listProjectTickets.all(begun)) await work(ticket);

for (;;) {
  const ticket = await slacky.claimNextTicket({ workspace_id, project_id, lease_seconds });
  if (ticket) await work(ticket);
  else await sleep(5_000);
}

/**
 * The transition and its result are one change: a process that is killed here has made both or
 * neither.
 */
async function work({ id, key, title }: Ticket): Promise<void> {
  const renewal = setInterval(() => renew(id), (lease_seconds * 1_000) / 3);
  const comment = await lookInto(title).finally(() => clearInterval(renewal));
  try {
    await slacky.transitionTicket({ workspace_id, ticket_id: id, to: "resolved", comment });
    console.log(`${key} is resolved.`);
  } catch (error) {
    // Another member has moved the ticket in the meantime, so leave it to them.
    if (!isProblem(error, "invalid_transition")) throw error;
    console.log(`${key} was on ${error.members.from} already.`);
  }
}

/** If this fails, the next one may succeed. If another worker has the ticket, the transition fails. */
function renew(ticket_id: string): void {
  slacky.claimTicket({ workspace_id, ticket_id, lease_seconds }).catch(console.error);
}

async function lookInto(title: string): Promise<string> {
  await sleep(100);
  return `“${title}” has ${title.split(/\s+/).length} words.`;
}
