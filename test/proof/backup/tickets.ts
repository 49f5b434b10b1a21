import type { Client } from "../server.ts";

/** A ticket whose creation was acknowledged, and its transition too. */
export interface Written {
  id: string;
  number: number;
  /** The Idempotency-Key of its creation. */
  key: string;
}

const WRITERS = 4;

/** Writers create tickets and move each once; `done` resolves when `count` tickets are written. */
export function writeTickets(client: Client, count: number) {
  const written: Written[] = [];
  let left = count;
  const writer = async () => {
    while (left-- > 0) written.push(await writeTicket(client, crypto.randomUUID()));
  };
  const done = Promise.all(Array.from({ length: WRITERS }, writer)).then(() => written);
  return { written, done };
}

async function writeTicket(client: Client, key: string): Promise<Written> {
  const { status, body } = await createTicket(client, key);
  if (status !== 201) throw new Error(`Creating was answered with ${status}.`);
  const { id, number } = body;
  const path = `${client.workspacePath}/tickets/${id}/transitions`;
  const moved = await client.send("POST", path, { to: "in_progress" });
  if (moved.status !== 200) throw new Error(`Moving was answered with ${moved.status}.`);
  return { id, number, key };
}

/** The same request each time, so that its key decides whether it is a repeat. */
export function createTicket({ send, workspacePath, project }: Client, key: string) {
  const path = `${workspacePath}/projects/${project}/tickets`;
  return send("POST", path, { title: "A ticket" }, { "idempotency-key": key });
}

/** How many of these tickets are there, as they were last acknowledged. */
export async function countPresent(
  { send, workspacePath }: Client,
  tickets: readonly Written[],
): Promise<number> {
  let present = 0;
  for (const { id, number } of tickets) {
    const { status, body } = await send("GET", `${workspacePath}/tickets/${id}`);
    if (status === 200 && body.number === number && body.status === "in_progress") present += 1;
  }
  return present;
}

export interface Feed {
  epoch: string;
  /** The last sequence. */
  head: number;
  /** The IDs of its events by their sequence. */
  events: Map<number, string>;
}

export async function readFeed({ send, workspacePath }: Client): Promise<Feed> {
  const feed: Feed = { epoch: "", head: 0, events: new Map() };
  for (;;) {
    const { status, body } = await send(
      "GET",
      `${workspacePath}/events?after=${feed.head}&limit=100`,
    );
    if (status !== 200) throw new Error(`The feed was answered with ${status}.`);
    feed.epoch = body.epoch;
    if (body.data.length === 0) return feed;
    for (const { sequence, id } of body.data) feed.events.set(sequence, id);
    feed.head = body.data.at(-1).sequence;
  }
}

/**
 * The epoch that a stream names to a client that resumes where it was, once that is another one; or the
 * status of its refusal.
 */
export async function epochOfStream(
  { url, token, workspacePath }: Client,
  past: Feed,
): Promise<string> {
  const over = AbortSignal.timeout(EPOCH_MS);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "text/event-stream",
    "last-event-id": String(past.head),
  };
  let epoch = past.epoch;
  try {
    const response = await fetch(`${url}${workspacePath}/events`, { headers, signal: over });
    // 410 `feed_reset`, while the feed has not reached the place where the client was.
    if (!response.ok || !response.body) return `${response.status}`;
    let read = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      read += chunk;
      epoch = /^event: epoch\ndata: \{"epoch":"([^"]+)"/m.exec(read)?.[1] ?? epoch;
      if (epoch !== past.epoch) return epoch;
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return epoch;
}

const EPOCH_MS = 10_000;
