// Appends a line to a ticket's description without overwriting others: run it many times at once.
//
//   SLACKY_URL=… SLACKY_TOKEN=… SLACKY_WORKSPACE=… node examples/conflict.ts ENG-1 "Seen on Firefox, too."

import { createClient, isProblem, type Ticket } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "", SLACKY_WORKSPACE = "" } = process.env;
const [ticket_id = "", line = ""] = process.argv.slice(2);
const key = { workspace_id: SLACKY_WORKSPACE, ticket_id };
const slacky = createClient({ url, token });

const ticket = await addLine();
console.log(`${ticket.key} is at version ${ticket.version}.`);

/** Changes only the version that was read. If another change came first, reads that and appends to it. */
async function addLine(): Promise<Ticket> {
  for (;;) {
    const { version, description } = await slacky.getTicket(key);
    const lines = description?.split("\n") ?? [];
    try {
      const merged = [...lines, line].join("\n");
      return await slacky.updateTicket({ ...key, description: merged }, { ifMatch: version });
    } catch (error) {
      if (!isProblem(error, "version_mismatch")) throw error;
      console.log(`Version ${version} is no more: ${error.members.current_version} is.`);
      // The change may be our own, if its response was lost.
      if (error.afterLostResponse && (await isThere())) return slacky.getTicket(key);
    }
  }
}

async function isThere(): Promise<boolean> {
  const { description } = await slacky.getTicket(key);
  return description?.split("\n").includes(line) ?? false;
}
