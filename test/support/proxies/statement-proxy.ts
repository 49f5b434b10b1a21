import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Sees every statement of a client, and may stop it there: what then follows reaches nobody. */
export interface StatementWatch {
  /** It is about to reach the server. False keeps it, and whatever comes after, from the server. */
  sending(text: string): boolean;
  /** The server has done it. False keeps that from the client. */
  answered(text: string): boolean;
}

export interface StatementProxy {
  url: string;
  close(): Promise<void>;
}

/** Stands between a client and PostgreSQL, and reads along: each connection has a watch of its own. */
export async function startStatementProxy(
  databaseUrl: string,
  watch: () => StatementWatch,
): Promise<StatementProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const end = () => void [client, upstream].map((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    readAlong({ client, upstream }, watch());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Each statement is answered by one ReadyForQuery; the first of all ends the greeting. */
function readAlong({ client, upstream }: Record<string, Socket>, watch: StatementWatch): void {
  const unanswered: (string | undefined)[] = [undefined];
  let isStopped = false;
  const pass = (to: Socket | undefined, message: Buffer, goesOn: boolean) => {
    isStopped ||= !goesOn;
    if (!isStopped) to?.write(message);
  };
  client?.on(
    "data",
    inMessages({ greeting: true }, (message) => {
      const text = statementOf(message);
      if (text !== undefined) unanswered.push(text);
      pass(upstream, message, text === undefined || isStopped || watch.sending(text));
    }),
  );
  upstream?.on(
    "data",
    inMessages({ greeting: false }, (message) => {
      const text = message[0] === "Z".charCodeAt(0) ? unanswered.shift() : undefined;
      pass(client, message, text === undefined || isStopped || watch.answered(text));
    }),
  );
}

/** The text of a Query or a Parse message. */
function statementOf(message: Buffer): string | undefined {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === "Q") return message.toString("utf8", 5, message.length - 1);
  if (type !== "P") return undefined;
  const start = message.indexOf(0, 5) + 1;
  return message.toString("utf8", start, message.indexOf(0, start));
}

/** A message is a letter, then its length without the letter; a client's first one has no letter. */
function inMessages({ greeting }: { greeting: boolean }, take: (message: Buffer) => void) {
  let rest: Buffer = Buffer.alloc(0);
  let letters = greeting ? 0 : 1;
  return (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= letters + 4) {
      const length = letters + rest.readInt32BE(letters);
      if (rest.length < length) return;
      take(rest.subarray(0, length));
      rest = rest.subarray(length);
      letters = 1;
    }
  };
}
