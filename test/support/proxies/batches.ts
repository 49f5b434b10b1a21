import {
  createReader,
  type Message,
  readBind,
  readColumns,
  readParse,
  readQuery,
  readValues,
} from "./messages.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

/** A statement as it was sent over the wire, and its response. */
export interface SentStatement {
  /** The name of the prepared statement; empty if it is not prepared. */
  name: string;
  text: string;
  values: (string | null)[];
  rows: Record<string, string | null>[];
}

/** Stands between a program and PostgreSQL, and records the traffic. */
export interface Listener {
  /** The address of the same database through this proxy. */
  url: string;
  /** What was sent since the last call, by batch. A batch is sent without waiting for a response. */
  take(): SentStatement[][];
  close(): Promise<void>;
}

/**
 * Records on the wire, not in the driver, because a round trip is what the network sees. A statement that
 * is sent while none is unanswered begins a batch; what is sent before that is answered belongs to it.
 */
export async function listenOn(databaseUrl: string): Promise<Listener> {
  const shared: Shared = { batches: [], unanswered: 0 };

  const proxy = await startTcpProxy(databaseUrl, ({ client, upstream }) => {
    const conversation = follow(shared);
    client.on("data", (bytes) => {
      conversation.said(bytes);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      conversation.answered(bytes);
      client.write(bytes);
    });
  });
  return {
    url: proxy.url,
    take: () => shared.batches.splice(0),
    close: proxy.close,
  };
}

/** Of all connections together: statements on two of them at the same time are one batch. */
interface Shared {
  batches: SentStatement[][];
  unanswered: number;
}

/** Follows one connection. Statements that share a Sync are answered one by one, up to one that fails. */
function follow(shared: Shared) {
  const ofClient = createReader({ startsUntyped: true });
  const ofServer = createReader({ startsUntyped: false });
  const prepared = new Map<string, string>();
  /** What is described once is not described again. */
  const described = new Map<string, string[]>();
  const waiting: SentStatement[] = [];
  let next: SentStatement = nothing();

  const send = (statement: SentStatement) => {
    if (shared.unanswered === 0) shared.batches.push([]);
    shared.unanswered += 1;
    shared.batches.at(-1)?.push(statement);
    waiting.push(statement);
    next = nothing();
  };
  const say = ({ type, body }: Message) => {
    if (type === "P") {
      const { name, text } = readParse(body);
      prepared.set(name, text);
    } else if (type === "B") {
      const { name, values } = readBind(body);
      next = { ...nothing(), name, values, text: prepared.get(name) ?? "" };
    } else if (type === "Q") send({ ...nothing(), text: readQuery(body) });
    else if (type === "E") send(next);
  };
  const answer = ({ type, body }: Message) => {
    const [current] = waiting;
    if (!current) return;
    if (type === "T") described.set(current.name, readColumns(body));
    if (type === "D") {
      const columns = described.get(current.name) ?? [];
      const row = readValues(body).map((value, index) => [columns[index], value]);
      current.rows.push(Object.fromEntries(row));
    }
    if (type === "C" || type === "I" || type === "Z") {
      shared.unanswered -= waiting.splice(0, type === "Z" ? waiting.length : 1).length;
    }
  };
  return {
    said: (bytes: Buffer) => ofClient(bytes).forEach(say),
    answered: (bytes: Buffer) => ofServer(bytes).forEach(answer),
  };
}

function nothing(): SentStatement {
  return { name: "", text: "", values: [], rows: [] };
}
