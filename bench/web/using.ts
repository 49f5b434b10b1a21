import type { Page } from "playwright-core";
import type { TestApi } from "../../test/support/api.ts";
import { cardIn, cardOf, columnOf, openBoard } from "../../web/test/support/board.ts";
import { givenCard, type Team } from "../../web/test/support/team.ts";
import { type Figure, percentile } from "./figures.ts";

type Board = Team & { boardPath: string };
interface Paint {
  key: string;
  ms: number;
}

/** How long a key, a move and another person's write take until they are drawn. */
export async function measureUse(
  page: Page,
  { api, board, rounds }: { api: TestApi; board: Board; rounds: number },
): Promise<Figure[]> {
  await openBoard(page, board.boardPath);
  const keys = await measureKeys(page, rounds);
  const moves = await measureMoves(page, { api, board, rounds });
  const writes = await measureWrites(page, { api, board, rounds });
  return [
    { name: "key to next paint, p95", measured: percentile(keys, 0.95), budget: 50, unit: "ms" },
    { name: "optimistic move, median", measured: percentile(moves, 0.5), budget: 50, unit: "ms" },
    { name: "another's write, p50", measured: percentile(writes, 0.5), budget: 150, unit: "ms" },
    { name: "another's write, p95", measured: percentile(writes, 0.95), budget: 300, unit: "ms" },
  ];
}

async function measureKeys(page: Page, rounds: number): Promise<number[]> {
  await page.locator(".card").first().focus();
  await takePaints(page);
  for (let round = 0; round < rounds; round += 1) {
    await page.keyboard.press(round % 20 < 10 ? "j" : "k");
    await page.waitForTimeout(60);
  }
  return (await takePaints(page)).map(({ ms }) => ms);
}

/** From the key that chooses the status to the frame that shows the card there. */
async function measureMoves(
  page: Page,
  { api, board, rounds }: { api: TestApi; board: Board; rounds: number },
): Promise<number[]> {
  const moves: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ticket = await givenCard(api, board, { title: `Moves ${round}`, priority: "urgent" });
    await cardOf(page, ticket).focus();
    await page.keyboard.press("s");
    await page.keyboard.type("in prog");
    await takePaints(page);
    await page.keyboard.press("Enter");
    await cardIn(page, "in_progress", ticket).waitFor();
    moves.push(...(await takePaints(page)).map(({ ms }) => ms));
  }
  return moves;
}

/** From the answer to somebody else's request to the frame that shows what it changed. */
async function measureWrites(
  page: Page,
  { api, board, rounds }: { api: TestApi; board: Board; rounds: number },
): Promise<number[]> {
  const ticket = await givenCard(api, board, { title: "Written 0", priority: "urgent" });
  await cardOf(page, ticket).waitFor();
  const writes: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // People do not write in time with the worker, which looks for new events every 200 ms.
    await page.waitForTimeout((round * 37) % 200);
    const title = `Written ${round}.`;
    const drawn = page.evaluate<number>(`untilDrawn(${JSON.stringify(title)})`);
    await api.patch(board.admin, `${board.workspacePath}/tickets/${ticket.id}`, { title });
    const answeredAt = Date.now();
    writes.push(Math.max(0, (await drawn) - answeredAt));
  }
  return writes;
}

/** Loads a column of this many cards, and scrolls through it. */
export async function measureColumn(
  page: Page,
  { boardPath, cards, frames }: { boardPath: string; cards: number; frames: number },
): Promise<Figure[]> {
  await openBoard(page, boardPath);
  const last = columnOf(page, "open").locator(`[aria-posinset="${cards}"]`);
  while ((await last.count()) === 0) {
    await page.evaluate("scrollToEnd()");
    await page.waitForTimeout(50);
  }
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return new Map(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await read();
  const elements = await page.evaluate<number>(`scrollColumn(${frames})`);
  const after = await read();
  await session.send("HeapProfiler.collectGarbage");
  const heap = ((await read()).get("JSHeapUsedSize") ?? Number.NaN) / 1_000_000;
  const perFrame = (name: string) =>
    (((after.get(name) ?? Number.NaN) - (before.get(name) ?? 0)) * 1_000) / frames;
  const scrolled = `scrolling ${cards.toLocaleString("en")} cards`;
  return [
    { name: `${scrolled}, main thread`, measured: perFrame("TaskDuration"), budget: 8, unit: "ms" },
    { name: `${scrolled}, script`, measured: perFrame("ScriptDuration"), budget: 3, unit: "ms" },
    {
      name: `elements with ${cards.toLocaleString("en")} cards`,
      measured: elements,
      budget: 900,
      unit: "",
    },
    {
      name: `heap with ${cards.toLocaleString("en")} cards`,
      measured: heap,
      budget: 40,
      unit: "MB",
    },
  ];
}

async function takePaints(page: Page): Promise<Paint[]> {
  return await page.evaluate<Paint[]>(
    "new Promise((done) => setTimeout(() => done(paints.splice(0)), 50))",
  );
}
