import { Agent, request as sendHttp } from "node:http";

/** What a flood sends, over and over. */
export interface Flood {
  url: string;
  token: string;
  requests: { method: string; path: string; body?: string }[];
  /** How many requests are in progress at the same time. */
  concurrency: number;
}

// A process of its own, so that reading its responses does not delay those of a neighbour. It reads and drops
// every response, and reports at the end how many it got, by status.

const MAX = 5_000;
const counts: Record<string, number> = {};
let hasEnded = false;
process.once("message", (flood: Flood) => void run(flood));
process.once("disconnect", () => process.exit());

async function run(flood: Flood): Promise<void> {
  process.on("message", () => {
    hasEnded = true;
  });
  const agent = new Agent({ keepAlive: true, maxSockets: flood.concurrency });
  let sent = 0;
  const sendNext = async () => {
    while (!hasEnded && sent < MAX) {
      const next = flood.requests[sent % flood.requests.length];
      sent += 1;
      const status = next && (await send(flood, agent, { ...next, key: `flood-${sent}` }));
      counts[String(status)] = (counts[String(status)] ?? 0) + 1;
      // A client that is refused waits a little, as the flood of an ordinary script would.
      if (status === 429) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all(Array.from({ length: flood.concurrency }, sendNext));
  agent.destroy();
  process.send?.(counts);
}

function send(
  { url, token }: Flood,
  agent: Agent,
  { method, path, body, key }: Flood["requests"][number] & { key: string },
): Promise<number | "failed"> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "idempotency-key": key,
      }),
    };
    const req = sendHttp(url + path, { method, headers, agent }, (res) => {
      res.on("data", () => {}).on("end", () => resolve(res.statusCode ?? "failed"));
      res.on("error", () => resolve("failed"));
    });
    req.on("error", () => resolve("failed"));
    req.end(body);
  });
}
