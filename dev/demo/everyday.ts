import type { Random } from "../../test/seed/random.ts";
import type { ProjectKey } from "./team.ts";
import { readTicketTexts, type TicketText } from "./ticket-text.ts";

/** How many tickets each fault of a bike or a dock causes. */
const timesOfFault: Partial<Record<ProjectKey, number>> = { FIX: 6, DOCK: 4 };

const stations = [
  "Harbour Gate",
  "Mill Bridge",
  "Old Brewery",
  "University North",
  "University South",
  "Central Station",
  "Lighthouse Quay",
  "Quarry Road",
  "North Cemetery",
  "Town Hall",
  "Fish Market",
  "Botanical Garden",
  "Opera",
  "Trade Fair West",
  "Trade Fair East",
  "Swimming Lake",
  "Mühlbrücke",
  "Tannery Lane",
  "Hospital",
  "Observatory",
  "Stadium",
  "Ropewalk",
  "Customs House",
  "Orchard Hill",
];

/** Tickets of everyday work in random order: small ones, and faults with the bike or dock that has them. */
export function everydayTexts(project: ProjectKey, random: Random): TicketText[] {
  const name = project.toLowerCase();
  const small = readTicketTexts(`more-${name}.txt`);
  const faults = readTicketTexts(`faults-${name}.txt`);
  const times = timesOfFault[project] ?? 0;
  const cases = faults.flatMap((fault) =>
    shuffle(stations, random)
      .slice(0, times)
      .map((station) => caseOf(fault, station, random)),
  );
  return shuffle([...small, ...cases], random);
}

/** One case of a fault, with some of its comments. */
function caseOf(fault: TicketText, station: string, random: Random): TicketText {
  const places: Record<string, string> = {
    station,
    bike: String(1_000 + random.below(4_200)),
    dock: String(1 + random.below(318)),
    n: String(3 + random.below(38)),
  };
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name) => places[name] ?? name);
  const isReportedByPhone = random.chance(0.3);
  return {
    ...fault,
    title: fill(fault.title),
    description: fault.description && random.chance(0.7) ? fill(fault.description) : undefined,
    talk: fault.talk
      .filter(() => random.chance(0.7))
      .map((comment) => ({ ...comment, body: fill(comment.body) })),
    external_id: isReportedByPhone ? `desk-${21_000 + random.below(9_000)}` : undefined,
    due: random.chance(0.06) ? random.below(16) - 4 : undefined,
  };
}

function shuffle<One>(list: readonly One[], random: Random): One[] {
  return list
    .map((one) => ({ one, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
