import type { Queryable } from "../db/pool.ts";
import { json, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { ChainPart, Checkpoint, StoredRecord } from "./chain.ts";
import type { ChainEnd, Link } from "./record.ts";

/**
 * Locks the heads of these chains, if they have one, so that each chain is extended by one
 * transaction at a time.
 */
export async function lockHeads(tx: Tx, chains: readonly string[]): Promise<[string, ChainEnd][]> {
  const heads = await tx.query(sql<{ workspace_id: string; sequence: number; hash: string }>`
    select h.workspace_id, h.sequence, encode(h.hash, 'hex') as hash
      from audit_heads h
     where h.workspace_id = any(${chains}::uuid[])
     order by h.workspace_id
       for update`);
  return heads.map(({ workspace_id, ...end }) => [workspace_id, end]);
}

export function insertRecords(links: readonly Link[]): Sql {
  const rows = links.map(({ record, hash }) => ({ ...record, hash }));
  return sql`
    insert into audit_log (
      workspace_id, sequence, hash, previous_hash, action, outcome, actor_id, subject_type,
      subject_id, ticket_id, request_id, token, hashed_data, personal_digest, occurred_at)
    select r.workspace_id, r.sequence, decode(r.hash, 'hex'), decode(r.previous_hash, 'hex'),
           r.action, r.outcome, r.actor_id, r.subject_type, r.subject_id, r.ticket_id,
           r.request_id, r.token, r.data::json, decode(r.personal_digest, 'hex'), r.occurred_at
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (
             workspace_id uuid, sequence bigint, hash text, previous_hash text, action text,
             outcome text, actor_id uuid, subject_type text, subject_id text, ticket_id uuid,
             request_id text, token jsonb, data text, personal_digest text,
             occurred_at timestamptz)`;
}

/** The data of a record: as it was hashed, or, of records from before version 0.4, beside the line. */
export function dataOf(a: Sql): Sql {
  return sql`coalesce(${a}.hashed_data, ${a}.data::json)`;
}

/** Inserts the personal data of the records that have any. */
export function insertPersonal(links: readonly Link[]): Sql {
  const rows = links.flatMap(({ record: { workspace_id, sequence }, personal }) =>
    personal
      ? [{ workspace_id, sequence, salt: personal.salt.toString("hex"), personal: personal.text }]
      : [],
  );
  return sql`
    insert into audit_personal (workspace_id, sequence, salt, personal)
    select r.workspace_id, r.sequence, decode(r.salt, 'hex'), r.personal
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (
             workspace_id uuid, sequence bigint, salt text, personal text)`;
}

export function setHeads(ends: ReadonlyMap<string, ChainEnd>): Sql {
  const rows = [...ends].map(([workspace_id, end]) => ({ workspace_id, ...end }));
  return sql`
    insert into audit_heads (workspace_id, sequence, hash)
    select r.workspace_id, r.sequence, decode(r.hash, 'hex')
      from jsonb_to_recordset(${json(rows)}::jsonb)
           as r (workspace_id uuid, sequence bigint, hash text)
        on conflict (workspace_id) do update
       set sequence = excluded.sequence, hash = excluded.hash`;
}

export async function findHead(db: Queryable, workspace_id: string): Promise<ChainEnd | undefined> {
  const [head] = await db.query(sql<ChainEnd>`
    select h.sequence, encode(h.hash, 'hex') as hash
      from audit_heads h
     where h.workspace_id = ${workspace_id}`);
  return head;
}

/**
 * The next chain in the order of workspace IDs, whether it has a head, records or only a
 * checkpoint; undefined after the last one.
 */
export async function findChainAfter(
  db: Queryable,
  workspace_id: string | undefined,
): Promise<string | undefined> {
  const beyond = workspace_id ? sql`where n.workspace_id > ${workspace_id}` : sql``;
  const [next] = await db.query(sql<{ workspace_id: string }>`
    select chain.workspace_id
      from ((select n.workspace_id from audit_heads n ${beyond} order by n.workspace_id limit 1)
            union all
            (select n.workspace_id from audit_log n ${beyond} order by n.workspace_id limit 1)
            union all
            (select n.workspace_id
               from audit_checkpoints n ${beyond}
              order by n.workspace_id
              limit 1)) chain
     order by chain.workspace_id
     limit 1`);
  return next?.workspace_id;
}

/** The addresses that records of invitations name, in every spelling. */
export async function listInvitedAddresses(
  owner: Queryable,
  workspace_id: string,
): Promise<string[]> {
  const rows = await owner.query(sql<{ email: string }>`
    select distinct i.personal::jsonb ->> 'email' as email
      from audit_log a
      join audit_personal i on i.workspace_id = a.workspace_id and i.sequence = a.sequence
     where a.workspace_id = ${workspace_id}
       and a.action = any(array['member.invited', 'invitation.declined', 'invitation.withdrawn'])
       and i.personal::jsonb ->> 'email' is not null`);
  return rows.map(({ email }) => email);
}

/** The addresses that a person's account had before, by the records of a chain. */
export async function listFormerAddresses(
  owner: Queryable,
  workspace_id: string,
  { id }: { id: string },
): Promise<string[]> {
  const rows = await owner.query(sql<{ email: string }>`
    select distinct i.personal::jsonb #>> '{changes,email,from}' as email
      from audit_log a
      join audit_personal i on i.workspace_id = a.workspace_id and i.sequence = a.sequence
     where a.workspace_id = ${workspace_id}
       and a.action = 'user.address_changed'
       and a.subject_id = ${id}::text
       and ${dataOf(sql`a`)} ->> 'stage' = 'applied'
       and i.personal::jsonb #>> '{changes,email,from}' is not null`);
  return rows.map(({ email }) => email);
}

/**
 * Deletes the personal data of a person from a chain: of records of what they did, of what was done
 * to their account or membership, and of invitations to these addresses. Only the role that owns the
 * tables may do this.
 */
export async function erasePersonal(
  owner: Queryable,
  workspace_id: string,
  { id, addresses }: { id: string; addresses: readonly string[] },
): Promise<number> {
  const erased = await owner.query(sql`
    delete from audit_personal p
     where p.workspace_id = ${workspace_id}
       and p.sequence in (
             select a.sequence
               from audit_log a
              where a.workspace_id = ${workspace_id}
                and a.actor_id = ${id}
              union all
             select a.sequence
               from audit_log a
              where a.workspace_id = ${workspace_id}
                and a.subject_id = ${id}::text
              union all
             select a.sequence
               from audit_log a
               join audit_personal i on i.workspace_id = a.workspace_id and i.sequence = a.sequence
              where a.workspace_id = ${workspace_id}
                and a.action = any(array['member.invited', 'invitation.declined',
                                         'invitation.withdrawn'])
                and i.personal::jsonb ->> 'email' = any(${addresses}::text[]))
    returning p.sequence`);
  return erased.length;
}

export async function findRecordHash(
  db: Queryable,
  workspace_id: string,
  sequence: number,
): Promise<string | undefined> {
  const [found] = await db.query(sql<{ hash: string }>`
    select encode(a.hash, 'hex') as hash
      from audit_log a
     where a.workspace_id = ${workspace_id}
       and a.sequence = ${sequence}`);
  return found?.hash;
}

/**
 * The records after `after`, in order, and the state of the chain. One statement, so that all of it
 * is from one snapshot. Personal data is looked up record by record: a merge join of both tables
 * would start at the first record each time.
 */
export async function readChain(
  db: Queryable,
  workspace_id: string,
  { after, limit }: { after: number; limit: number },
): Promise<ChainPart> {
  const rows = await db.query(sql<StoredRecord & ChainStateColumns>`
    select h.sequence as head_sequence, encode(h.hash, 'hex') as head_hash,
           c.sequence as checkpoint_sequence, encode(c.hash, 'hex') as checkpoint_hash,
           c.pruned_from, c.pruned_before, c.signed_at, encode(c.signature, 'hex') as signature,
           f.sequence as first_sequence, encode(b.hash, 'hex') as before_hash,
           a.workspace_id, a.sequence, a.record, encode(a.hash, 'hex') as hash,
           encode(a.previous_hash, 'hex') as previous_hash, a.action, a.outcome, a.actor_id,
           a.subject_type, a.subject_id, a.ticket_id, a.request_id, a.token, a.data,
           a.hashed_data::text as hashed_data, encode(a.personal_digest, 'hex') as personal_digest,
           a.occurred_at, p.salt, p.personal
      from (values (${workspace_id}::uuid)) as chain (workspace_id)
      left join audit_heads h on h.workspace_id = chain.workspace_id
      left join lateral (
             select k.sequence, k.hash, k.pruned_from, k.pruned_before, k.signed_at, k.signature
               from audit_checkpoints k
              where k.workspace_id = ${workspace_id}
              order by k.sequence desc
              limit 1) c on true
      left join lateral (
             select o.sequence
               from audit_log o
              where o.workspace_id = ${workspace_id}
              order by o.sequence
              limit 1) f on true
      left join audit_log b on b.workspace_id = ${workspace_id} and b.sequence = ${after}
      left join lateral (
             select l.workspace_id, l.sequence, l.record, l.hash, l.previous_hash, l.action,
                    l.outcome, l.actor_id, l.subject_type, l.subject_id, l.ticket_id,
                    l.request_id, l.token, l.data, l.hashed_data, l.personal_digest, l.occurred_at
               from audit_log l
              where l.workspace_id = ${workspace_id}
                and l.sequence > ${after}
              order by l.sequence
              limit ${limit}) a on true
      left join lateral (
             select i.salt, i.personal
               from audit_personal i
              where i.workspace_id = a.workspace_id
                and i.sequence = a.sequence
              limit 1) p on true
     order by a.sequence`);
  const [state] = rows;
  if (!state) throw new Error("The query of a chain returned no row.");
  return {
    records: rows.filter(({ sequence }) => sequence !== null),
    head:
      state.head_sequence === null
        ? undefined
        : { sequence: state.head_sequence, hash: state.head_hash },
    checkpoint: checkpointOf(workspace_id, state),
    first: state.first_sequence ?? undefined,
    before: state.before_hash ?? undefined,
  };
}

interface ChainStateColumns {
  head_sequence: number | null;
  head_hash: string | null;
  checkpoint_sequence: number | null;
  checkpoint_hash: string;
  pruned_from: number;
  pruned_before: string;
  signed_at: string;
  signature: string;
  first_sequence: number | null;
  before_hash: string | null;
}

function checkpointOf(workspace_id: string, state: ChainStateColumns): Checkpoint | undefined {
  const { checkpoint_sequence: sequence, checkpoint_hash: hash } = state;
  if (sequence === null) return undefined;
  const { pruned_from, pruned_before, signed_at, signature } = state;
  return { workspace_id, sequence, hash, pruned_from, pruned_before, signed_at, signature };
}

/** The first checkpoint at or after a record, which says whether the record was pruned. */
export async function findCheckpointCovering(
  db: Queryable,
  workspace_id: string,
  sequence: number,
): Promise<Checkpoint | undefined> {
  const [checkpoint] = await db.query(sql<Checkpoint>`
    select k.workspace_id, k.sequence, encode(k.hash, 'hex') as hash, k.pruned_from,
           k.pruned_before, k.signed_at, encode(k.signature, 'hex') as signature
      from audit_checkpoints k
     where k.workspace_id = ${workspace_id}
       and k.sequence >= ${sequence}
     order by k.sequence
     limit 1`);
  return checkpoint;
}
