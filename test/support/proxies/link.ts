import { createReader } from "./messages.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

/** The types of the messages that run a statement: Query and Execute. */
const runs = new Set(["Q", "E"]);

/** The network between clients and a server. */
export interface Link {
  /** The address of the server through the link. */
  url: string;
  port: number;
  /** How many statements the clients have sent through it. */
  statements(): number;
  /**
   * From now on every byte is lost, in both directions, and neither side learns that the other one
   * has closed a connection. New connections are accepted, but nobody answers there.
   */
  die(): void;
  /** New connections work again. Those that lost bytes do not: they are ended. */
  revive(): void;
  /** New connections work again. Those that lost bytes stay dead, and are not ended. */
  reviveForNew(): void;
  close(): Promise<void>;
}

export async function startLink(serverUrl: string): Promise<Link> {
  let isDead = false;
  const broken = new Set<() => void>();
  let statements = 0;
  const proxy = await startTcpProxy(
    serverUrl,
    ({ client, upstream, end }) => {
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.on("data", (bytes) => {
          if (isDead || broken.has(end)) broken.add(end);
          else to.write(bytes);
        });
      }
      const ofClient = createReader({ startsUntyped: true });
      client.on("data", (bytes) => {
        for (const { type } of ofClient(bytes)) if (runs.has(type)) statements += 1;
      });
      client.on("close", () => isDead && broken.add(end));
      upstream.on("close", () => isDead && broken.add(end));
      if (isDead) broken.add(end);
    },
    () => isDead,
  );
  return {
    url: proxy.url,
    port: Number(new URL(proxy.url).port),
    statements: () => statements,
    die: () => {
      isDead = true;
    },
    revive: () => {
      isDead = false;
      for (const end of broken) end();
      broken.clear();
    },
    reviveForNew: () => {
      isDead = false;
    },
    close: proxy.close,
  };
}
