import type { Socket } from "node:net";
import { createReader, type Message, readParse, readQuery } from "./messages.ts";
import { type ProxiedConnection, startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** Sees every statement of a client and may stop the connection there: nothing that follows arrives. */
export interface StatementWatch {
  /** The statement is about to reach the server. False keeps it, and all that follows, from the server. */
  sending(text: string): boolean;
  /** The server has executed the statement. False keeps the response from the client. */
  answered(text: string): boolean;
}

/** Stands between a client and PostgreSQL, and parses the traffic. Each connection has its own watch. */
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
