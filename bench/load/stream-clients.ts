// A process of its own that follows event streams, many at a time, and notes how old each event is as it comes.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { percentile } from "./figures.ts";
import { request } from "./http.ts";

export type StreamOrder =
  | { kind: "open"; port: number; path: string; tokens: string[]; count: number }
  | { kind: "keep"; count: number }
  | { kind: "report" };

export interface StreamReport {
  open: number;
  /** Events that came, over all streams. */
  events: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const openedAtOnce = 100;
/** The moment of sending stands in the title that the load has written. */
const sentAt = /"to":"[^"]* (\d{13}) \d+"/;
const frameEnd = Buffer.from("\n\n");
/** Holds the chunk's length and the line `id:`, which tell one event from another. */
const nameBytes = 32;

const sockets: Socket[] = [];
let ages_ms: number[] = [];

process.on("message", (order: StreamOrder) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());

async function obey(order: StreamOrder): Promise<StreamReport> {
  if (order.kind === "keep") for (const socket of sockets.splice(order.count)) socket.destroy();
  if (order.kind === "open") {
    while (sockets.length < order.count) {
      const missing = Math.min(openedAtOnce, order.count - sockets.length);
      sockets.push(
        ...(await Promise.all(Array.from({ length: missing }, (_, n) => openStream(order, n)))),
      );
    }
  }
  const sorted = Float64Array.from(ages_ms).sort();
  ages_ms = [];
  const figures = Array.from(sorted);
  return {
    open: sockets.length,
    events: figures.length,
    p50_ms: percentile(figures, 0.5),
    p99_ms: percentile(figures, 0.99),
    max_ms: figures.at(-1) ?? Number.NaN,
  };
}

/** Resolves when the stream has begun. */
async function openStream(
  { port, path, tokens }: Extract<StreamOrder, { kind: "open" }>,
  nth: number,
): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  await once(socket, "connect");
  const token = tokens[(sockets.length + nth) % tokens.length] as string;
  socket.write(request("GET", path, { token, headers: "Accept: text/event-stream\r\n" }));
  const [first] = await once(socket, "data");
  if (!String(first).startsWith("HTTP/1.1 200")) throw new Error(String(first).slice(0, 500));
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    rest = noteAges(rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes);
  });
  return socket;
}

/** When each event was sent, by how its frame begins: read once, though it comes on every stream. */
const sentAtOf = new Map<string, number | undefined>();

/** Notes how old each event of these bytes is, and gives what is left behind the last whole frame. */
function noteAges(bytes: Buffer): Buffer {
  const now = Date.now();
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(frameEnd, from);
    if (end === -1) return bytes.subarray(from);
    const name = bytes.toString("latin1", from, Math.min(end, from + nameBytes));
    if (!sentAtOf.has(name)) {
      const [, sent] = sentAt.exec(bytes.toString("latin1", from, end)) ?? [];
      sentAtOf.set(name, sent === undefined ? undefined : Number(sent));
    }
    const sent = sentAtOf.get(name);
    if (sent !== undefined) ages_ms.push(now - sent);
    from = end + frameEnd.length;
  }
}
