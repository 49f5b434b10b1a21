import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** The body, if it was asked for or the status was not expected; otherwise empty. */
  text: string;
}

export interface Connection {
  /** Sends a request that `request()` has written. Only one at a time. */
  send(text: string, options?: { keepsText: boolean }): Promise<Answer>;
  close(): void;
}

const headEnd = Buffer.from("\r\n\r\n");
const withoutBody = [204, 304];

/**
 * One kept-alive connection. It parses only the status and the length, and then counts bytes: the cost of a generator
 * that parses every response would be measured as the server's.
 */
export async function openConnection(
  port: number,
  expected: readonly number[],
): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return connectionOn(socket, expected);
}

function connectionOn(socket: Socket, expected: readonly number[]): Connection {
  let pending: PromiseWithResolvers<Answer> | undefined;
  let head: Buffer = Buffer.alloc(0);
  let status = 0;
  let left = 0;
  let isKept = false;
  let kept: Buffer[] | undefined;

  const settle = () => {
    const waiting = pending;
    pending = undefined;
    const text = kept ? Buffer.concat(kept).toString() : "";
    kept = undefined;
    waiting?.resolve({ status, text });
  };
  const fail = (error: Error) => pending?.reject(error);
  const takeBody = (bytes: Buffer) => {
    kept?.push(bytes);
    left -= bytes.length;
    if (left <= 0) settle();
  };
  socket.on("data", (bytes) => {
    if (left > 0) return takeBody(bytes);
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
    const end = head.indexOf(headEnd);
    if (end < 0) return;
    const text = head.toString("latin1", 0, end);
    const rest = head.subarray(end + headEnd.length);
    head = Buffer.alloc(0);
    status = Number(text.slice(9, 12));
    left = withoutBody.includes(status) ? 0 : lengthIn(text);
    if (isKept || !expected.includes(status)) kept = [];
    takeBody(rest);
  });
  const closed = new Error("The server has closed the connection.");
  socket.on("error", fail);
  socket.on("close", () => fail(closed));

  return {
    send(text, { keepsText } = { keepsText: false }) {
      isKept = keepsText;
      pending = Promise.withResolvers();
      if (socket.destroyed) fail(closed);
      else socket.write(text, "latin1");
      return pending.promise;
    },
    close: () => socket.destroy(),
  };
}

function lengthIn(head: string): number {
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`The response has no Content-Length:\n${head}`);
  return Number(length);
}
