import type { CreateWorkflow, Workflow } from "../../../client/index.ts";

export type Category = Workflow["statuses"][number]["category"];

/** A status of a draft. Its ID stays when it is renamed or moved. */
export interface DraftStatus {
  id: number;
  /** As people read it. */
  name: string;
  /** As the API has it, made of the name: `in_review`. */
  status: string;
  category: Category;
}

/** What a transition asks for. */
export interface Rules {
  reason_required: boolean;
  /** Has an effect only on a transition to a status of the category `done`. */
  resolution_required: boolean;
  admins_only: boolean;
}

/** A cell of the matrix, by the IDs of its statuses. */
export interface Cell {
  from: number;
  to: number;
}

/** A workflow that is being written. Functions return a changed copy. */
export interface Draft {
  name: string;
  statuses: readonly DraftStatus[];
  /** The rules of every allowed transition, by `cellKey`. */
  transitions: ReadonlyMap<string, Rules>;
}

const nothingAsked: Rules = {
  reason_required: false,
  resolution_required: false,
  admins_only: false,
};

/** A draft that says the same as a workflow, under the name that a successor of it would have. */
export function draftOf(
  { name, statuses, transitions }: Pick<Workflow, "name" | "statuses" | "transitions">,
  statusName: (status: string) => string,
): Draft {
  const ids = new Map(statuses.map(({ status }, index) => [status, index + 1]));
  return {
    name: nameOfSuccessor(name),
    statuses: statuses.map(({ status, category }, index) => ({
      id: index + 1,
      name: statusName(status),
      status,
      category,
    })),
    transitions: new Map(
      transitions.map(({ from, to, permission, reason_required, resolution_required }) => [
        cellKey({ from: ids.get(from) ?? 0, to: ids.get(to) ?? 0 }),
        { reason_required, resolution_required, admins_only: permission === "ticket:reopen" },
      ]),
    ),
  };
}

/** What the API is sent. */
export function bodyOf({ name, statuses, transitions }: Draft): CreateWorkflow {
  const cells = statuses.flatMap((from) => statuses.map((to) => ({ from, to })));
  return {
    name: name.trim(),
    statuses: statuses.map(({ status, category }) => ({ status, category })),
    transitions: cells.flatMap(({ from, to }) => {
      const rules = transitions.get(cellKey({ from: from.id, to: to.id }));
      if (!rules) return [];
      return [
        {
          from: from.status,
          to: to.status,
          permission: rules.admins_only ? "ticket:reopen" : "ticket:transition",
          reason_required: rules.reason_required,
          resolution_required: rules.resolution_required && to.category === "done",
        },
      ];
    }),
  };
}

export function rulesOf({ transitions }: Draft, cell: Cell): Rules | undefined {
  return transitions.get(cellKey(cell));
}

export function setAllowed(draft: Draft, cell: Cell, isAllowed: boolean): Draft {
  const transitions = new Map(draft.transitions);
  if (isAllowed) transitions.set(cellKey(cell), transitions.get(cellKey(cell)) ?? nothingAsked);
  else transitions.delete(cellKey(cell));
  return { ...draft, transitions };
}

/** Changes what a transition asks for. A transition that is not allowed asks for nothing. */
export function setRules(draft: Draft, cell: Cell, changes: Partial<Rules>): Draft {
  const rules = rulesOf(draft, cell);
  if (!rules) return draft;
  const changed = { ...rules, ...changes };
  return { ...draft, transitions: new Map([...draft.transitions, [cellKey(cell), changed]]) };
}

/** Adds a status at the end, with a transition to it from the one before, so that it can be reached. */
export function addStatus(draft: Draft): Draft {
  const id = Math.max(0, ...draft.statuses.map((each) => each.id)) + 1;
  const before = draft.statuses.at(-1);
  const category = before?.category ?? "todo";
  const statuses = [...draft.statuses, { id, name: "", status: "", category }];
  const added = { ...draft, statuses };
  return before ? setAllowed(added, { from: before.id, to: id }, true) : added;
}

export function editStatus(
  draft: Draft,
  id: number,
  { name, category }: Partial<Pick<DraftStatus, "name" | "category">>,
): Draft {
  const changes = {
    ...(name !== undefined && { name, status: statusKey(name) }),
    ...(category !== undefined && { category }),
  };
  const statuses = draft.statuses.map((each) => (each.id === id ? { ...each, ...changes } : each));
  return { ...draft, statuses };
}

/** Moves a status by a number of places, as far as there are. */
export function moveStatus(draft: Draft, id: number, by: number): Draft {
  const index = draft.statuses.findIndex((each) => each.id === id);
  const to = Math.min(Math.max(index + by, 0), draft.statuses.length - 1);
  const [moved] = draft.statuses.slice(index, index + 1);
  if (!moved || index < 0) return draft;
  return { ...draft, statuses: draft.statuses.toSpliced(index, 1).toSpliced(to, 0, moved) };
}

export function removeStatus(draft: Draft, id: number): Draft {
  return {
    ...draft,
    statuses: draft.statuses.filter((each) => each.id !== id),
    transitions: new Map(
      [...draft.transitions].filter(([key]) => !key.split(" ").includes(String(id))),
    ),
  };
}

/** The name of a status in the API: `In review` becomes `in_review`. */
export function statusKey(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

function nameOfSuccessor(name: string): string {
  const [, stem, number] = /^(.*?) (\d{1,4})$/.exec(name) ?? [];
  return stem === undefined ? `${name} 2` : `${stem} ${Number(number) + 1}`;
}

function cellKey({ from, to }: Cell): string {
  return `${from} ${to}`;
}

/** A draft with these statuses, each with a transition to the next. */
export function newDraft(statuses: readonly { name: string; category: Category }[]): Draft {
  let draft: Draft = { name: "", statuses: [], transitions: new Map() };
  for (const status of statuses) {
    draft = addStatus(draft);
    draft = editStatus(draft, draft.statuses.length, status);
  }
  return draft;
}

/** A draft as text, to be kept until it is sent. */
export function toStored({ transitions, ...draft }: Draft): string {
  return JSON.stringify({ ...draft, transitions: [...transitions] });
}

/** A draft that was kept; undefined if there is none that this version can read. */
export function fromStored(text: string | undefined): Draft | undefined {
  if (text === undefined) return undefined;
  try {
    const { name, statuses, transitions } = JSON.parse(text) as Record<string, never>;
    const isDraft = typeof name === "string" && Array.isArray(statuses);
    return isDraft ? { name, statuses, transitions: new Map(transitions) } : undefined;
  } catch {
    return undefined;
  }
}
