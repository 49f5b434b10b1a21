import { createRandom } from "../../test/seed/random.ts";
import type { Action } from "./actions.ts";
import { everydayTexts } from "./everyday.ts";
import { type Birth, planLife } from "./life.ts";
import { teamIsComplete } from "./set-up-team.ts";
import type { ProjectKey } from "./team.ts";
import { readTicketTexts, type TicketText } from "./ticket-text.ts";
import { MINUTES } from "./working-time.ts";

const seed = 20_261_201;
const projectKeys: ProjectKey[] = ["APP", "CORE", "DOCK", "FIX"];

/** Everything that happens after the team is complete, in order: the same in every run. */
export function planDemo(): Action[] {
  const random = createRandom(seed);
  const births = projectKeys.flatMap((project) => [
    ...spread(project, readTicketTexts(`${project.toLowerCase()}-*.txt`)),
    ...spread(project, everydayTexts(project, random)),
  ]);

  /** Texts are in the order of their age; tickets of one project are created evenly over the time. */
  function spread(project: ProjectKey, texts: readonly TicketText[]): Omit<Birth, "ticket">[] {
    const room = MINUTES - teamIsComplete - 60;
    return texts.map((text, place) => ({
      project,
      text,
      minute: teamIsComplete + (room * (place + random.next())) / texts.length,
    }));
  }

  const comments = { count: 0 };
  return births
    .sort((a, b) => a.minute - b.minute)
    .flatMap((birth, ticket) => planLife({ ...birth, ticket }, random, comments))
    .sort((a, b) => a.minute - b.minute);
}
