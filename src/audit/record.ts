import { hash, randomBytes } from "node:crypto";
import { canonical } from "../canonical.ts";
import { withDigests } from "../events/catalogue/changed-texts.ts";
import type { OutboxEntry } from "../events/relay/queries.ts";

/** The chain of events outside any workspace: sign-ins, accounts, refusals of unknown users. */
export const instanceChain = "00000000-0000-0000-0000-000000000000";

/**
 * What a record says. Hashes are in hex; the first record of a chain has no previous hash. `data` is
 * canonical JSON, exactly as it is hashed.
 */
export interface AuditRecord {
  workspace_id: string;
  sequence: number;
  action: string;
  outcome: OutboxEntry["outcome"];
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  request_id: string | null;
  token: OutboxEntry["token"];
  /** With six digits of the second, as the driver reads it. */
  occurred_at: string;
  data: string;
  personal_digest: string | null;
  previous_hash: string | null;
}

/** The end of a chain: the sequence and hash of its last record. */
export interface ChainEnd {
  sequence: number;
  hash: string | null;
}

/** A record, its hash, and the personal data that is stored apart from it. */
export interface Link {
  record: AuditRecord;
  hash: string;
  personal: Personal | undefined;
}

export interface Personal {
  salt: Buffer;
  text: string;
}

/** Creates the record that follows `end` in the chain of the row's workspace. */
export function createLink(end: ChainEnd, row: OutboxEntry): Link {
  const personal = personalOf(row);
  const record: AuditRecord = {
    workspace_id: chainOf(row),
    sequence: end.sequence + 1,
    action: row.type,
    outcome: row.outcome,
    actor_id: row.actor_id,
    subject_type: row.subject_type,
    subject_id: row.subject_id,
    ticket_id: row.ticket_id,
    request_id: row.request_id,
    token: row.token,
    occurred_at: row.occurred_at,
    // A process of an earlier version may still record texts.
    data: canonical(withDigests(row.data)),
    personal_digest: personal ? digestOf(personal) : null,
    previous_hash: end.hash,
  };
  return { record, hash: hash("sha256", lineOf(record)), personal };
}

const fieldsOfLine = [
  "action",
  "actor_id",
  "data",
  "occurred_at",
  "outcome",
  "personal_digest",
  "previous_hash",
  "request_id",
  "sequence",
  "subject_id",
  "subject_type",
  "ticket_id",
  "token",
  "v",
  "workspace_id",
] as const satisfies (keyof AuditRecord | "v")[];

/**
 * The line that is hashed: canonical JSON, in format 1. `token` is there only if an API token acted,
 * so records from before there were any have this format too.
 */
export function lineOf(record: AuditRecord): string {
  const values = { ...record, v: 1 };
  const fields = fieldsOfLine
    .filter((name) => name !== "token" || record.token !== null)
    .map((name) => `"${name}":${name === "data" ? record.data : canonical(values[name])}`);
  return `{${fields.join(",")}}`;
}

export function chainOf({ workspace_id }: Pick<OutboxEntry, "workspace_id">): string {
  return workspace_id ?? instanceChain;
}

/** Salted, because addresses and names could otherwise be found by trying likely ones. */
export function digestOf({ salt, text }: Personal): string {
  return hash("sha256", Buffer.concat([salt, Buffer.from(text)]));
}

/** Undefined if there is no personal data, as for a job. */
function personalOf({ address, user_agent, personal }: OutboxEntry): Personal | undefined {
  const values = { address, user_agent, ...personal };
  if (Object.values(values).every((value) => value === null)) return undefined;
  return { salt: randomBytes(16), text: canonical(values) };
}
