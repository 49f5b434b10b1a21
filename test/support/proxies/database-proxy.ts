import { once } from "node:events";
import type { Socket } from "node:net";
import { createReader, type Message, readBind, readParse, readQuery } from "./messages.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

/** A batch that goes to the server, and its connection as PostgreSQL sees it. */
export interface ProxiedBatch {
  /** The texts of its statements, of prepared ones as well. */
  statements: string[];
  client_port: number;
}

/** Where a connection fails. */
export interface Cut {
  /** Whether the connection fails at this batch. */
  isAt(batch: ProxiedBatch): boolean;
  /** Before the server receives the batch, or after it has responded but before the client receives that. */
  when: "before" | "after";
  /** What ends first; the connection ends in any case. */
  by?(batch: ProxiedBatch): Promise<void>;
}

export interface DatabaseProxy {
  /** The address of the same database through the proxy. */
  url: string;
  /** Fails once, at the first batch that contains `text` or that the cut selects. */
  cutAt(text: string, when: "before" | "after"): void;
  cut(cut: Cut): void;
  close(): Promise<void>;
}

/** Stands between a client and PostgreSQL, and can fail at a chosen batch. */
export async function startProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let next: Cut | undefined;

  const proxy = await startTcpProxy(databaseUrl, ({ client, upstream, end }) => {
    const statementsIn = createStatementReader();
    const forward = (bytes: Buffer) => void client.write(bytes);
    upstream.on("data", forward);
    client.on("data", async (bytes) => {
      const batch = { statements: statementsIn(bytes), client_port: upstream.localPort ?? 0 };
      if (!next?.isAt(batch)) return void upstream.write(bytes);
      const { when, by } = next;
      next = undefined;
      if (when === "after") {
        upstream.off("data", forward);
        upstream.write(bytes);
        await answersTo(bytes, upstream).catch(() => {});
      }
      await by?.(batch);
      end();
    });
  });
  return {
    url: proxy.url,
    cut: (cut) => {
      next = cut;
    },
    cutAt: (text, when) => {
      next = { isAt: ({ statements }) => statements.some((one) => one.includes(text)), when };
    },
    close: proxy.close,
  };
}

/** Reads what a client sends on one connection: the texts of the statements that it has executed. */
function createStatementReader(): (bytes: Buffer) => string[] {
  const read = createReader({ startsUntyped: true });
  const prepared = new Map<string, string>();
  return (bytes) =>
    read(bytes).flatMap(({ type, body }) => {
      if (type === "Q") return [readQuery(body)];
      if (type === "B") return [prepared.get(readBind(body).name) ?? ""];
      if (type !== "P") return [];
      const { name, text } = readParse(body);
      prepared.set(name, text);
      return [];
    });
}

/** Waits until the server is ready again as often as the batch asks it to be. */
async function answersTo(batch: Buffer, upstream: Socket): Promise<void> {
  const asked = countMessages(createReader({ startsUntyped: false })(batch), "SQ");
  const read = createReader({ startsUntyped: false });
  for (let ready = 0; ready < asked; ) {
    const [bytes] = await once(upstream, "data");
    ready += countMessages(read(bytes), "Z");
  }
}

function countMessages(messages: readonly Message[], types: string): number {
  return messages.filter(({ type }) => types.includes(type)).length;
}
