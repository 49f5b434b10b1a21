import { text } from "node:stream/consumers";
import { z } from "zod";
import { withOwner } from "../../src/db/owner.ts";
import { type Redaction, redactSecret } from "../../src/redaction/redact.ts";
import { toSecret } from "../../src/redaction/secret.ts";
import { ticketRef } from "../../src/tickets/ticket-ref.ts";
import { CommandError } from "../command-error.ts";
import { readPassword } from "../read-password.ts";
import { withInstance } from "../with-instance.ts";

interface Options {
  workspace: string;
  ticket: string;
  yes?: boolean;
}

/**
 * Replaces a text that somebody pasted into a ticket or its comments, everywhere in the database. Without
 * `--yes` it only says where the text is. If the text stays somewhere, the exit code is 1.
 */
export async function redact({ workspace, ticket, yes = false }: Options): Promise<void> {
  const workspace_id = z.guid().toLowerCase().safeParse(workspace).data;
  if (workspace_id === undefined) {
    throw new CommandError("--workspace must be the ID of a workspace.");
  }
  const ref = ticketRef.safeParse(ticket).data;
  if (ref === undefined) {
    throw new CommandError("--ticket must be a ticket's key, such as ENG-42, or its ID.");
  }
  const secret = toSecret(await readSecret());
  const redaction = await withInstance(({ config }) =>
    withOwner(config, (owner) =>
      redactSecret(owner, { workspace_id, ticket: ref, secret, isDry: !yes }),
    ),
  );
  report(redaction, yes);
}

/** It is not an option of the command, because every process on the machine can read those. */
async function readSecret(): Promise<string> {
  if (process.stdin.isTTY) return await readPassword("The text to redact, which is not shown: ");
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

function report({ key, found, unclear, stays }: Redaction, isDone: boolean): void {
  const places = Object.entries(found).filter(([, count]) => count > 0);
  if (places.length === 0) {
    console.log(`${key}: the text was not found. Nothing was changed.`);
    if (unclear.length === 0) {
      console.log("Compare it with the source of the text, as the API returns it: case matters.");
    }
    process.exitCode = 1;
  } else {
    const list = places.map(([place, count]) => `${place}: ${count}`).join(", ");
    console.log(`${key}: ${isDone ? "replaced the text in" : "found the text in"} ${list}.`);
    if (!isDone) {
      console.log("Nothing was changed yet. To replace it, run the same command with --yes.");
    }
  }
  for (const warning of warnings({ key, found, unclear, stays })) {
    console.log(`✘ ${warning}`);
    process.exitCode = 1;
  }
  if (isDone && places.length > 0) {
    console.log("Backups still contain it. Change the secret: somebody may have read it.");
  }
}

function warnings({ unclear, stays: { fields, reasons, records } }: Redaction): string[] {
  return [
    ...unclear.map(
      (id) =>
        `${id} shows the text, but its source spells it in another way, such as \\_ for _. ` +
        "Run the command again with the spelling of the source.",
    ),
    ...(fields > 0
      ? ["It is in the external ID, labels or metadata of the ticket. Edit the ticket."]
      : []),
    ...(reasons > 0
      ? [`It is in ${reasons} reasons of transitions, which nothing changes afterwards.`]
      : []),
    ...(records > 0
      ? [
          `It is in ${records} audit records, which nothing can change without breaking their chain. ` +
            "They end with AUDIT_RETENTION.",
        ]
      : []),
  ];
}
