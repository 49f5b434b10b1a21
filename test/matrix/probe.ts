import { isDeepStrictEqual } from "node:util";
import type { Reply } from "../support/reply.ts";
import { type Call, endpointOf, idsIn, nowhere, send, withIds } from "./calls.ts";
import { requests } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { type Caller, type Case, hidden, type Outcome, operationOf, table } from "./table.ts";

/** One checked response: the request, its outcome and the expected outcome. */
export interface Cell {
  asked: string;
  seen: string;
  wanted: string;
}

interface Attempt {
  asked: string;
  call: Call;
  wanted: string;
  /** The same call with IDs that do not exist. Its response must be the same. */
  twin?: Call | undefined;
}

/** The outcome of an ID from another workspace outside the path, if it is not 404. */
const expectedForForeignId: Record<string, string> = {
  "body.assignee_id": "422 assignee_not_member",
  "body.workflow_id": "422 unknown_workflow",
  "query.project_id": "done",
  "query.assignee_id": "done",
  "query.reporter_id": "done",
};

/**
 * Sends everything that a caller may try with an operation: a call to another workspace, calls to their own with
 * an ID from another one, and last, because it may succeed, a valid call to their own.
 */
export async function probe(
  name: Case,
  caller: Caller,
  { home, elsewhere }: { home: Scene; elsewhere: Scene },
): Promise<Cell[]> {
  const { api, maker, callers } = home;
  const as = caller === "anonymous" ? undefined : callers[caller];
  const ownCall = await requests[name](home, as ?? maker);
  const attempts = [
    ...(ownCall.params?.workspace_id === undefined
      ? []
      : attemptsAcross(name, caller, ownCall, await requests[name](elsewhere, as ?? maker))),
    ownAttempt(ownCall, table[name][caller]),
  ];
  const endpoint = endpointOf(name);
  const cells: Cell[] = [];
  for (const { asked, call, wanted, twin } of attempts) {
    const reply = await send(api, as, endpoint, call);
    cells.push({ asked: `${caller}, ${asked}`, seen: outcomeOf(reply), wanted });
    if (!twin) continue;
    const other = await send(api, as, endpoint, twin);
    const seen = isAlike(reply, other) ? "alike" : JSON.stringify([reply.body, other.body]);
    cells.push({ asked: `${caller}, ${asked}, but unknown`, seen, wanted: "alike" });
  }
  return cells;
}

function ownAttempt(call: Call, wanted: Outcome): Attempt {
  const twin = wanted === "404 not_found" ? withUnknownIds(call) : undefined;
  return { asked: "own", call, wanted, twin };
}

function attemptsAcross(name: Case, caller: Caller, ownCall: Call, foreignCall: Call): Attempt[] {
  // A call with an ID from another workspace cannot reach a special case, so the operation's general rule applies.
  const mayAsk = (table as Record<string, Record<Caller, Outcome>>)[operationOf(name)]?.[caller];
  const ownIds = idsIn(ownCall);
  const foreignIds = idsIn(foreignCall).filter(
    ({ name, id }) => name !== "workspace_id" && !ownIds.some((own) => own.id === id),
  );
  return [
    {
      asked: "another workspace",
      call: foreignCall,
      wanted: wantedElsewhere(name, caller),
      twin: withUnknownIds(foreignCall),
    },
    ...foreignIds.map((foreign) => {
      const place = `${foreign.part}.${foreign.name}`;
      return {
        asked: `another workspace's ${place}`,
        call: withIds(ownCall, [foreign]),
        wanted: mayAsk === "done" ? (expectedForForeignId[place] ?? "404 not_found") : `${mayAsk}`,
        twin: withIds(ownCall, [nowhere(foreign)]),
      };
    }),
  ];
}

/** Outside workspaces, a token is refused before the workspace is looked up. */
function wantedElsewhere(name: Case, caller: Caller): Outcome {
  const own: Outcome = table[name][caller];
  const isOutside = endpointOf(name).spec.permission === "signed_in";
  return isOutside && own === "403 person_required" ? own : hidden[caller];
}

function withUnknownIds(call: Call): Call {
  return withIds(call, idsIn(call).map(nowhere));
}

function outcomeOf({ status, body }: Reply): string {
  if (status < 300) return "done";
  if (body.code === "forbidden") return body.required_permission;
  if (body.code === "insufficient_scope") return `scope ${body.required_permission}`;
  return `${status} ${body.code}`;
}

function isAlike(one: Reply, other: Reply): boolean {
  return isDeepStrictEqual(
    [one.status, { ...one.body, request_id: undefined }],
    [other.status, { ...other.body, request_id: undefined }],
  );
}
