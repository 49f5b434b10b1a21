// Thanks the reporter of each ticket, once per ticket, however often it is killed and restarted.
// It needs the token of a service account; docs/service-accounts.md explains how to create one.
//
//   SLACKY_URL=… SLACKY_TOKEN=sl_… SLACKY_WORKSPACE=… node examples/bot.ts place.txt

import { readFile, writeFile } from "node:fs/promises";
import { createClient, isProblem } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "", SLACKY_WORKSPACE = "" } = process.env;
const file = process.argv[2] ?? "place.txt";
const workspace_id = SLACKY_WORKSPACE;
const slacky = createClient({ url, token });

const { user: me } = await slacky.getMe();
const after = Number(await readFile(file, "utf8").catch(() => "0"));
console.log(`${me.name} continues after event ${after}.`);

for await (const event of slacky.followEvents({ workspace_id, after })) {
  if (event.type === "ticket.created" && event.ticket_id && event.actor_id !== me.id) {
    await thank(event.ticket_id, event);
  }
  await writeFile(file, String(event.sequence));
}

/** The event's ID is the key, so that an event that is read again after a crash gets no second comment. */
async function thank(ticket_id: string, { id, data }: { id: string; data: { key: string } }) {
  const body = `Thank you. ${data.key} is in the queue.`;
  try {
    await slacky.createComment(
      { workspace_id, ticket_id, body },
      { idempotencyKey: `thanks-${id}` },
    );
    console.log(`${data.key} is answered.`);
  } catch (error) {
    // The ticket was deleted, or its project archived.
    if (!isProblem(error, "not_found", "project_archived")) throw error;
  }
}
