import { styleText } from "node:util";
import { z } from "zod";
import { transaction } from "../../src/db/transaction.ts";
import {
  findMailState,
  type ListedMail,
  listMails,
  reviveMails,
} from "../../src/mail/operate/queries.ts";
import { attemptsOfMail } from "../../src/mail/send/send-mail.ts";
import { CommandError } from "../command-error.ts";
import { plain } from "../event-line.ts";
import { withInstance } from "../with-instance.ts";

interface ListOptions {
  dead?: boolean;
  limit: string;
  json?: boolean;
}

/** Prints the newest mails, one per line, without their content. */
export async function list({ dead = false, limit, json = false }: ListOptions): Promise<void> {
  const count = z.coerce.number().int().min(1).max(10_000).safeParse(limit);
  if (!count.success) throw new CommandError("--limit must be a number from 1 to 10000.");
  const states = dead ? ["dead"] : ["waiting", "sent", "dead"];
  const mails = await withInstance(({ db }) => listMails(db, { states, limit: count.data }));
  if (mails.length === 0 && !json) console.log(dead ? "No mail is dead." : "There are no mails.");
  for (const mail of mails) console.log(json ? JSON.stringify(mail) : lineOf(mail));
}

/** Lets one dead mail be tried again, or all of them. */
export async function retry(
  id: string | undefined,
  { allDead = false }: { allDead?: boolean },
): Promise<void> {
  if ((id === undefined) !== allDead) {
    throw new CommandError("Name one mail by its ID, or all of them with --all-dead.");
  }
  if (id !== undefined && !z.guid().safeParse(id).success) {
    throw new CommandError("<id> must be the ID of a mail. `slacky mail list --dead` shows it.");
  }
  const { revived, state } = await withInstance(async ({ db }) => ({
    revived: await transaction(db, (tx) => reviveMails(tx, { id, attempts: attemptsOfMail })),
    state: id === undefined ? undefined : await findMailState(db, id),
  }));
  if (id !== undefined && revived === 0) throw new CommandError(refusalOf(state));
  console.log(`Mails that are tried again: ${revived}.`);
}

function refusalOf(state: ListedMail["state"] | undefined): string {
  if (state === undefined) return "There is no mail with this ID. `slacky mail list` shows them.";
  if (state === "dead") {
    return "This mail contained a link that was valid once, so its body was erased. Let the person request another one.";
  }
  return state === "sent" ? "This mail was sent." : "This mail is waiting to be sent.";
}

function lineOf(mail: ListedMail): string {
  const { id, kind, recipient, state, attempts, last_error, created_at, next_at, ended_at } = mail;
  const when = state === "waiting" ? `next ${shortTime(next_at)}` : shortTime(ended_at ?? "");
  return [
    styleText("dim", `${id} ${shortTime(created_at)}`),
    styleText("bold", state),
    kind,
    plain(recipient),
    `${attempts} ${attempts === 1 ? "attempt" : "attempts"}, ${when}`,
    plain(last_error ?? ""),
  ]
    .filter((part) => part !== "")
    .join("  ");
}

/** `2026-11-30 09:30:00`, in the time zone of the terminal. */
function shortTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString("sv");
}
