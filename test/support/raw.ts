import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./reply.ts";

export interface RawConnection {
  socket: Socket;
  /** Everything that was received so far. */
  received(): string;
  /** The responses that are complete so far. */
  replies(): Reply[];
  /** Waits for this many responses. Undefined means that the connection ended or sent nothing in time. */
  reply(number?: number): Promise<Reply | undefined>;
}

const TIMEOUT_MS = 4_000;

/** A TCP connection, for bytes that no HTTP client would send. */
export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  const replies = () => parseReplies(text);
  return {
    socket,
    received: () => text,
    replies,
    async reply(number = 1) {
      const deadline = Date.now() + TIMEOUT_MS;
      while (replies().length < number && !socket.readableEnded && !socket.destroyed) {
        if (Date.now() > deadline) return undefined;
        await sleep(5);
      }
      return replies()[number - 1];
    },
  };
}

/** Sends these bytes and nothing else, and returns the first response. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<Reply | undefined> {
  const connection = await openRaw(url);
  try {
    connection.socket.write(bytes);
    return await connection.reply();
  } finally {
    connection.socket.destroy();
  }
}

/** A request's head: its first line, then headers. */
export function head(requestLine: string, ...headers: string[]): string {
  return `${[requestLine, ...headers].join("\r\n")}\r\n\r\n`;
}

function parseReplies(text: string): Reply[] {
  const replies: Reply[] = [];
  let rest = text;
  while (rest.includes("\r\n\r\n")) {
    const end = rest.indexOf("\r\n\r\n");
    const [statusLine = "", ...lines] = rest.slice(0, end).split("\r\n");
    const status = Number(statusLine.split(" ")[1]);
    const headers = new Headers(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    );
    rest = rest.slice(end + 4);
    if (status === 100) continue;
    const length = Number(headers.get("content-length") ?? 0);
    if (rest.length < length) break;
    const body = Buffer.from(rest.slice(0, length), "latin1").toString();
    const isJson = headers.get("content-type")?.includes("json") && body !== "";
    replies.push({ status, headers, body: isJson ? JSON.parse(body) : body });
    rest = rest.slice(length);
  }
  return replies;
}
