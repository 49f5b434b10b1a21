import type { categories } from "./enums.ts";

/** A contradiction in a draft, and where it is. */
export interface DraftError {
  path: (string | number)[];
  detail: string;
}

interface DraftStatus {
  status: string;
  category: (typeof categories)[number];
}

interface DraftTransition {
  from: string;
  to: string;
  resolution_required: boolean;
}

/** What is checked of a draft, which its schema has parsed. */
interface Draft {
  statuses: readonly DraftStatus[];
  transitions: readonly DraftTransition[];
}

/** Returns all errors of a draft; an empty list means that it is valid. */
export function validateDraft({ statuses, transitions }: Draft): DraftError[] {
  return [
    ...validateStatuses(statuses),
    ...transitions.flatMap((transition, index) => validateTransition(transition, index, statuses)),
    ...repeated(transitions.map(({ from, to }) => `${from} ${to}`)).map((index) => ({
      path: ["transitions", index],
      detail: "Is listed twice.",
    })),
    ...validateReachability({ statuses, transitions }),
  ];
}

function validateStatuses(statuses: readonly DraftStatus[]): DraftError[] {
  return repeated(statuses.map(({ status }) => status)).map((index) => ({
    path: ["statuses", index, "status"],
    detail: "Is listed twice.",
  }));
}

function validateTransition(
  { from, to, resolution_required }: DraftTransition,
  index: number,
  statuses: readonly DraftStatus[],
): DraftError[] {
  const end = statuses.find(({ status }) => status === to);
  const faults: DraftError[] = [];
  const fault = (field: keyof DraftTransition, detail: string) =>
    faults.push({ path: ["transitions", index, field], detail });

  if (!statuses.some(({ status }) => status === from)) {
    fault("from", "Must be a status of this workflow.");
  }
  if (!end) fault("to", "Must be a status of this workflow.");
  if (from === to) fault("to", "Must be another status than `from`.");
  if (resolution_required && end && end.category !== "done") {
    fault(
      "resolution_required",
      "Must be false: only a transition to a status of the category `done` can require a resolution.",
    );
  }
  return faults;
}

/** A status that cannot be reached can never have a ticket, so it is a mistake. */
function validateReachability({ statuses, transitions }: Draft): DraftError[] {
  const reached = reachable(statuses[0]?.status, transitions);
  return statuses.flatMap(({ status }, index) =>
    reached.has(status)
      ? []
      : [
          {
            path: ["statuses", index, "status"],
            detail:
              "This status cannot be reached from the first one, so no ticket could ever have it.",
          },
        ],
  );
}

function reachable(
  initial_status: string | undefined,
  transitions: readonly DraftTransition[],
): Set<string> {
  const endsByStart = Map.groupBy(transitions, ({ from }) => from);
  const reached = new Set(initial_status === undefined ? [] : [initial_status]);
  // Iterating over a set includes what is added meanwhile.
  for (const status of reached) {
    for (const { to } of endsByStart.get(status) ?? []) reached.add(to);
  }
  return reached;
}

/** The indexes of words that occurred before. */
function repeated(words: readonly string[]): number[] {
  const seen = new Set<string>();
  return words.flatMap((word, index) => {
    if (seen.has(word)) return [index];
    seen.add(word);
    return [];
  });
}
