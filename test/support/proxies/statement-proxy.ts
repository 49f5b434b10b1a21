import type { Socket } from "node:net";
import { createReader, type Message, readParse, readQuery } from "./messages.ts";
import { type ProxiedConnection, startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** Sees every statement of a client, and may stop it there: what then follows reaches nobody. */
export interface StatementWatch {
  /** It is about to reach the server. False keeps it, and whatever comes after, from the server. */
  sending(text: string): boolean;
  /** The server has done it. False keeps that from the client. */
  answered(text: string): boolean;
}

/** Stands between a client and PostgreSQL, and reads along: each connection has a watch of its own. */
export async function startStatementProxy(
  databaseUrl: string,
  watch: () => StatementWatch,
): Promise<TcpProxy> {
  return startTcpProxy(databaseUrl, (connection) => readAlong(connection, watch()));
}

/** Each statement is answered by one ReadyForQuery; the first of all ends the greeting. */
function readAlong({ client, upstream }: ProxiedConnection, watch: StatementWatch): void {
  const unanswered: (string | undefined)[] = [undefined];
  const ofClient = createReader({ startsUntyped: true });
  const ofServer = createReader({ startsUntyped: false });
  let isStopped = false;
  const pass = (to: Socket, { bytes }: Message, goesOn: boolean) => {
    isStopped ||= !goesOn;
    if (!isStopped) to.write(bytes);
  };
  client.on("data", (bytes) => {
    for (const message of ofClient(bytes)) {
      const text = statementOf(message);
      if (text !== undefined) unanswered.push(text);
      pass(upstream, message, text === undefined || isStopped || watch.sending(text));
    }
  });
  upstream.on("data", (bytes) => {
    for (const message of ofServer(bytes)) {
      const text = message.type === "Z" ? unanswered.shift() : undefined;
      pass(client, message, text === undefined || isStopped || watch.answered(text));
    }
  });
}

/** The text of a Query or a Parse message. */
function statementOf({ type, body }: Message): string | undefined {
  if (type === "Q") return readQuery(body);
  return type === "P" ? readParse(body).text : undefined;
}
