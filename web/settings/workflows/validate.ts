import type { CreateWorkflow } from "../../../client/index.ts";
import { workflowWords as words } from "../../words/en/workflows.ts";

/** What is wrong with a field, as the API reports it. */
export interface FieldError {
  /** RFC 6901, as in the `errors` of a problem. */
  pointer: string;
  detail: string;
}

/** The API's limits. A test compares them and the sentences with the API's schema. */
const NAME_MAX = 100;
const STATUSES_MAX = 30;
const TRANSITIONS_MAX = 300;

/**
 * Returns what the API would say of a workflow that comes from the editor, before it is sent. Other
 * faults cannot be drawn in a matrix: a transition between unknown statuses, to the same one, twice.
 */
export function validateWorkflow(workflow: CreateWorkflow): FieldError[] {
  return [
    ...validateName(workflow),
    ...validateCounts(workflow),
    ...validateKeys(workflow),
    ...validateUnique(workflow),
    ...validateReachable(workflow),
  ];
}

function validateName({ name }: CreateWorkflow): FieldError[] {
  const length = [...name].length;
  return length > 0 && length <= NAME_MAX
    ? []
    : [{ pointer: "/name", detail: words.nameLength(NAME_MAX) }];
}

function validateCounts({ statuses, transitions }: CreateWorkflow): FieldError[] {
  const errors: FieldError[] = [];
  const add = (pointer: string, detail: string) => errors.push({ pointer, detail });
  if (statuses.length === 0) add("/statuses", words.noStatus);
  if (statuses.length > STATUSES_MAX) add("/statuses", words.tooManyStatuses(STATUSES_MAX));
  if (transitions.length > TRANSITIONS_MAX) {
    add("/transitions", words.tooManyTransitions(TRANSITIONS_MAX));
  }
  return errors;
}

function validateKeys({ statuses }: CreateWorkflow): FieldError[] {
  return statuses.flatMap(({ status }, index) =>
    /^[a-z][a-z0-9_]{0,39}$/.test(status)
      ? []
      : [{ pointer: `/statuses/${index}/status`, detail: words.statusShape }],
  );
}

function validateUnique({ statuses }: CreateWorkflow): FieldError[] {
  return statuses.flatMap(({ status }, index) =>
    statuses.findIndex((each) => each.status === status) === index
      ? []
      : [{ pointer: `/statuses/${index}/status`, detail: words.statusTwice }],
  );
}

function validateReachable({ statuses, transitions }: CreateWorkflow): FieldError[] {
  const [first] = statuses;
  const reached = new Set(first ? [first.status] : []);
  // Iterating over a set includes what is added meanwhile.
  for (const status of reached) {
    for (const { from, to } of transitions) if (from === status) reached.add(to);
  }
  return statuses.flatMap(({ status }, index) =>
    reached.has(status)
      ? []
      : [{ pointer: `/statuses/${index}/status`, detail: words.statusUnreachable }],
  );
}
