import type { CDPSession, Page } from "playwright-core";
import { openBoard } from "../../web/test/support/board.ts";
import { type Figure, percentile } from "./figures.ts";

const network = {
  offline: false,
  latency: 80,
  downloadThroughput: 8_000_000 / 8,
  uploadThroughput: 8_000_000 / 8,
};

/** Opens a board without a cache over a slow line, and again on a processor of a quarter of the speed. */
export async function measureLoading(
  page: Page,
  { boardPath, rounds }: { boardPath: string; rounds: number },
): Promise<Figure[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", network);
  const traffic = countTraffic(session);
  const figures: Figure[] = [];
  for (const { rate, note, budgets } of [
    { rate: 1, note: "at 80 ms and 8 Mbit/s", budgets: [800, 1_200] as const },
    { rate: 4, note: "and a quarter of the processor", budgets: [1_500, 2_500] as const },
  ]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    const paints: number[] = [];
    const columns: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto("about:blank");
      traffic.clear();
      await openBoard(page, boardPath);
      columns.push(await page.evaluate<number>("performance.now()"));
      paints.push(await page.evaluate<number>("firstPaint()"));
    }
    figures.push(
      {
        name: `first paint, ${note}`,
        measured: percentile(paints, 0.5),
        budget: budgets[0],
        unit: "ms",
      },
      {
        name: `all columns, ${note}`,
        measured: percentile(columns, 0.5),
        budget: budgets[1],
        unit: "ms",
      },
    );
  }
  await session.detach();
  return [...figures, ...traffic.figures()];
}

/** Counts what one opening of the page loads, in compressed bytes, headers included. */
function countTraffic(session: CDPSession) {
  const requests = new Map<string, { url: string; bytes: number }>();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.startsWith("http")) requests.set(requestId, { url: request.url, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  const of = (part: string) => [...requests.values()].filter(({ url }) => url.includes(part));
  const kilobytes = (part: string) => of(part).reduce((sum, { bytes }) => sum + bytes, 0) / 1_000;
  return {
    clear: () => requests.clear(),
    figures: (): Figure[] => [
      {
        name: "requests to the API to open a board",
        measured: of("/v1/").length,
        budget: 12,
        unit: "",
      },
      { name: "bytes of its cards", measured: kilobytes("/tickets?"), budget: 40, unit: "kB" },
    ],
  };
}
