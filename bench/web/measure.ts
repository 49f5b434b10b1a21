import { givenBoard, givenCards } from "../../web/test/support/board.ts";
import { startWeb } from "../../web/test/support/start.ts";
import { givenTeam } from "../../web/test/support/team.ts";
import type { Figure } from "./figures.ts";
import { inPage } from "./in-page.ts";
import { measureLoading } from "./loading.ts";
import { measureColumn, measureUse } from "./using.ts";

export interface Amounts {
  /** The cards of the long column. */
  cards: number;
  /** How often a key, a move and a write are timed. */
  rounds: number;
  /** How often a board is loaded for each figure. */
  loads: number;
  frames: number;
}

/** Measures the built app in Chromium, against the service in this process and the database of the tests. */
export async function measureWeb({ cards, rounds, loads, frames }: Amounts): Promise<Figure[]> {
  const web = await startWeb();
  try {
    const team = await givenTeam(web.api);
    const usual = await givenBoard(web.api, team, { key: "USUAL" });
    await givenCards(web.api, usual, { count: 200, labels: ["bug", "docs"] });
    const long = await givenBoard(web.api, team, { key: "LONG" });
    await givenCards(web.api, long, { count: cards, labels: ["bug", "docs"] });
    const open = async () => {
      const page = await web.newPage({ user: team.member });
      await page.addInitScript({ content: inPage });
      return page;
    };
    const { boardPath } = usual;
    return [
      ...(await measureUse(await open(), { api: web.api, board: usual, rounds })),
      ...(await measureColumn(await open(), { boardPath: long.boardPath, cards, frames })),
      ...(await measureLoading(await open(), { boardPath, rounds: loads })),
    ];
  } finally {
    await web.stop();
  }
}
