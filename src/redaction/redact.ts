import { documentOf } from "../comments/document.ts";
import { keepCommentVersion } from "../comments/versions/queries.ts";
import type { Db } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import { limits } from "../limits.ts";
import { parseMarkdown } from "../markdown/parse.ts";
import { findMentioned } from "../mentions/queries.ts";
import { readTexts } from "../mentions/texts.ts";
import { putDocument } from "../search/queries.ts";
import { changeTicketBy } from "../tickets/change.ts";
import { type LockedTicketInProject, requireTicketOrTrash } from "../tickets/lock-ticket.ts";
import { lockTicketRowInProject } from "../tickets/queries.ts";
import { recordTicketEvent } from "../tickets/record.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import {
  analyzeTexts,
  countWhatStays,
  type FoundComment,
  listEventsOf,
  listMailsWith,
  listResponsesAbout,
  listVersionsWith,
  lockCommentsWith,
  setCommentText,
  setEventData,
  setMailTexts,
  setResponse,
  setVersionTexts,
} from "./queries.ts";
import {
  isShownIn,
  redacted,
  type Secret,
  withoutLines,
  withoutSecret,
  withoutSecretIn,
} from "./secret.ts";

/** Where the secret was, or is if nothing was changed: how many of each. */
export interface Redaction {
  key: string;
  found: Record<"titles" | "descriptions" | "comments" | "versions", number> &
    Record<"stored responses" | "mails" | "events", number>;
  /** IDs of the ticket and of comments that show the secret but spell it in another way. */
  unclear: string[];
  /** Where it is and cannot be taken out. */
  stays: { fields: number; reasons: number; records: number };
}

interface Request {
  workspace_id: string;
  ticket: TicketRef;
  secret: Secret;
  isDry: boolean;
}

/** The secret, and how a text without it is rendered. */
interface Cleaner {
  secret: Secret;
  render: (text: string) => string;
}

/**
 * Replaces a secret wherever a ticket and its comments have left it: in their texts with the words of
 * a search, in all versions, in stored responses, in mails of the workspace and in events. The ticket
 * and each comment that contain it get a new version with an event. With `isDry`, only counts. `owner`
 * is a pool of the role that owns the tables. Throws `not_found`.
 */
export async function redactSecret(owner: Db, request: Request): Promise<Redaction> {
  const { ticket, ...redaction } = await transaction(owner, (tx) => redactOnTicket(tx, request));
  if (!request.isDry) for (const statement of analyzeTexts) await owner.query(statement);
  return { ...redaction, stays: await countWhatStays(owner, ticket, request.secret) };
}

async function redactOnTicket(tx: Tx, { workspace_id, ticket: ref, secret, isDry }: Request) {
  // Every command on the ticket or its comments waits for this lock.
  const [row] = await tx.query(lockTicketRowInProject(workspace_id, ref, "for update"));
  const locked = requireTicketOrTrash(row);
  const { ticket } = locked;
  const comments = await tx.query(lockCommentsWith(ticket, secret));
  const spelled = comments.filter(({ body }) => isIn(secret, body));
  const render = await createRenderer(tx, workspace_id, [
    ticket.description,
    ...comments.map(({ body }) => body),
  ]);
  const cleaner: Cleaner = { secret, render };
  const texts = {
    titles: Number(isIn(secret, ticket.title)),
    descriptions: Number(isIn(secret, ticket.description ?? "")),
    comments: spelled.length,
  };
  if (!isDry) {
    redactTicket(tx, locked, cleaner);
    for (const comment of spelled) redactComment(tx, locked, { comment, ...cleaner });
  }
  const rest = await redactCopies(tx, ticket, { ...cleaner, isDry });
  const unclear = [
    ...(isUnclear(cleaner, ticket.description, ticket.description_html) ? [ticket.id] : []),
    ...comments
      .filter(({ body, body_html }) => isUnclear(cleaner, body, body_html))
      .map(({ id }) => id),
  ];
  return { key: ticket.key, ticket, found: { ...texts, ...rest }, unclear };
}

/** Renders texts with the members that these texts mention. */
async function createRenderer(
  tx: Tx,
  workspace_id: string,
  originals: readonly (string | null)[],
): Promise<(text: string) => string> {
  const { handles, resolve } = await readTexts(originals, (texts) => texts.map(parseMarkdown));
  const texts = resolve(await tx.query(findMentioned(workspace_id, handles)));
  return (text) => texts.render(text).html;
}

function isIn(secret: Secret, text: string): boolean {
  return withoutSecret(secret, text) !== text;
}

/** Whether the HTML still shows the secret once it is gone from the text. */
function isUnclear({ secret, render }: Cleaner, text: string | null, html: string | null): boolean {
  if (text === null || html === null) return false;
  const clean = withoutSecret(secret, text);
  return isShownIn(secret, clean === text ? html : render(clean));
}

function redactTicket(tx: Tx, locked: LockedTicketInProject, { secret, render }: Cleaner): void {
  const { ticket } = locked;
  const title = withoutSecret(secret, ticket.title, limits.title);
  const description = ticket.description && withoutSecret(secret, ticket.description, limits.text);
  const changes = {
    ...(title !== ticket.title && { title }),
    ...(description !== ticket.description && {
      description,
      description_html: description === null ? null : render(description),
    }),
  };
  if (Object.keys(changes).length === 0) return;
  const after = changeTicketBy(tx, null, locked, changes);
  // An event has titles, so it must not say what the former one was.
  const before = title === ticket.title ? ticket : { ...ticket, title: redacted };
  const source = { workspace_id: ticket.workspace_id, actor: null, origin: systemOrigin };
  recordTicketEvent(tx, source, "ticket.updated", { before, after, cause: "redacted" });
}

function redactComment(
  tx: Tx,
  { ticket, locked_at }: LockedTicketInProject,
  { comment, secret, render }: Cleaner & { comment: FoundComment },
): void {
  const { workspace_id } = ticket;
  const body = withoutSecret(secret, comment.body, limits.text);
  const after = {
    ...comment,
    body,
    body_html: render(body),
    version: comment.version + 1,
  };
  const key = { workspace_id, ticket_id: ticket.id, id: comment.id };
  tx.defer(keepCommentVersion(key, { by: null, at: locked_at }));
  tx.defer(setCommentText(ticket, after, locked_at));
  tx.defer(putDocument(documentOf(ticket, { ...key, body })));
  recordEvent(
    tx,
    { workspace_id, actor: null, origin: systemOrigin },
    {
      type: "comment.edited",
      subject: { type: "comment", id: comment.id },
      ticket_id: ticket.id,
      data: {
        key: ticket.key,
        project_id: ticket.project_id,
        author_id: comment.author_id,
        version: after.version,
        changes: { body: { from: comment.body, to: body } },
        cause: "redacted",
      },
    },
  );
}

/** Everything that was copied from the texts. Among the versions are those that were just kept. */
async function redactCopies(
  tx: Tx,
  ticket: Ticket,
  { secret, render, isDry }: Cleaner & { isDry: boolean },
) {
  const versions = await tx.query(listVersionsWith(ticket, secret));
  const mails = await tx.query(listMailsWith(ticket, secret));
  const responses = changedBy(await tx.query(listResponsesAbout(ticket)), (response) => ({
    ...response,
    body:
      response.body && JSON.stringify(withoutSecretIn(secret, JSON.parse(response.body), render)),
    assigned: withoutSecretIn(secret, response.assigned, render),
  }));
  const events = changedBy(await tx.query(listEventsOf(ticket)), (event) => ({
    ...event,
    data: withoutSecretIn(secret, event.data, render),
  }));
  if (!isDry) {
    for (const version of versions) {
      const clean = (text: string | null, max: number) =>
        text === null ? null : withoutSecret(secret, text, max);
      tx.defer(
        setVersionTexts(ticket, {
          ...version,
          title: clean(version.title, limits.title),
          description: clean(version.description, limits.text),
          body: clean(version.body, limits.text),
        }),
      );
    }
    for (const { subject, body_text, body_html, id } of mails) {
      const clean = (text: string | null) => (text === null ? null : withoutLines(secret, text));
      const texts = { body_text: clean(body_text), body_html: clean(body_html) };
      tx.defer(
        setMailTexts(ticket, {
          id,
          subject: withoutLines(secret, subject).slice(0, limits.mail_subject),
          ...texts,
        }),
      );
    }
    for (const response of responses) tx.defer(setResponse(response));
    for (const event of events) tx.defer(setEventData(ticket, event));
  }
  return {
    versions: versions.length,
    "stored responses": responses.length,
    mails: mails.length,
    events: events.length,
  };
}

/** Those that the change makes different, as they are then. */
function changedBy<Row>(rows: readonly Row[], change: (row: Row) => Row): Row[] {
  return rows.flatMap((row) => {
    const changed = change(row);
    return JSON.stringify(changed) === JSON.stringify(row) ? [] : [changed];
  });
}
