// Creates one ticket for each line of a file, however often it is run or killed:
//
//   {"id": "OLD-1", "title": "The login page stays blank", "priority": "high", "labels": ["bug"]}
//
//   SLACKY_URL=… SLACKY_TOKEN=… SLACKY_WORKSPACE=… SLACKY_PROJECT=… node examples/import.ts old-tickets.jsonl

import { open } from "node:fs/promises";
import { type CreateTicket, createClient, isProblem } from "../client/index.ts";

const { SLACKY_URL: url = "", SLACKY_TOKEN: token = "" } = process.env;
const { SLACKY_WORKSPACE: workspace_id = "", SLACKY_PROJECT: project_id = "" } = process.env;
const slacky = createClient({ url, token, retryTimeoutMs: 600_000 });

type Line = { id: string } & Pick<CreateTicket, "title" | "description" | "priority" | "labels">;

const AT_A_TIME = 4;
const counts = { made: 0, known: 0 };
const file = await open(process.argv[2] ?? "");
const lines = file.readLines()[Symbol.asyncIterator]();
await Promise.all(Array.from({ length: AT_A_TIME }, importLines));
console.log(`${counts.made} made, ${counts.known} were there.`);

/** Imports lines until none are left. Several of these run at once and share the lines. */
async function importLines(): Promise<void> {
  for (;;) {
    const { value: line, done } = await lines.next();
    if (done) return;
    if (line.trim() !== "") counts[await importLine(JSON.parse(line))] += 1;
  }
}

/**
 * The old ID becomes the `external_id`, which is unique in a workspace as long as the ticket exists.
 * If a response is lost, the client sends the same call again.
 */
async function importLine({ id, ...draft }: Line): Promise<"made" | "known"> {
  try {
    await slacky.createTicket({ workspace_id, project_id, ...draft, external_id: id });
    return "made";
  } catch (error) {
    if (isProblem(error, "external_id_taken")) return "known";
    throw error;
  }
}
