// A process of its own that follows many event streams and records the age of each event when it arrives.

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
  /** Events received, over all streams. */
  events: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const openedTogether = 100;
/** The load writes the time of sending into the title. */
const sentAt = /"to":"[^"]* (\d{13}) \d+"/;
const frameEnd = Buffer.from("\n\n");
/** These first bytes have the length of the chunk and the line `id:`, which identify an event. */
const nameBytes = 32;

const sockets: Socket[] = [];
let ages_ms: number[] = [];

process.on("message", (order: StreamOrder) => {
  runOrder(order).then(
    (report) => process.send?.(report),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());

async function runOrder(order: StreamOrder): Promise<StreamReport> {
  if (order.kind === "keep") for (const socket of sockets.splice(order.count)) socket.destroy();
  if (order.kind === "open") {
    while (sockets.length < order.count) {
      const missing = Math.min(openedTogether, order.count - sockets.length);
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

/** When each event was sent, by the first bytes of its frame: parsed once, although it arrives on every stream. */
const sentAtOf = new Map<string, number | undefined>();

/** Records the age of each event in these bytes, and returns the rest after the last complete frame. */
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
