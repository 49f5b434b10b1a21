import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import type { WorkspaceInput } from "../contract/handlers.ts";
import { problemBody } from "../contract/problem-body.ts";
import { Problem } from "../problems.ts";
import { assigneesOf, kinds, type Outcome, textsOf } from "./operation.ts";
import { runBulk } from "./run.ts";
import { BulkResults, RunBulkOperationsBody } from "./schemas.ts";

export const bulkEndpoints = [
  endpoint("POST", `${workspacePath}/tickets/bulk`, {
    operation: "runBulkOperations",
    summary: "Run up to 100 ticket operations in one request",
    onRepeat: "each operation behaves like a repeat of that operation alone.",
    permission: "ticket:read",
    params: workspaceParams,
    body: RunBulkOperationsBody,
    response: BulkResults,
    problems: ["bulk_failed"],
    membersToLock: ({ body }) => body.operations.flatMap(assigneesOf),
    texts: ({ body }) => body.operations.flatMap(textsOf),
    write: async (tx, input) => {
      const { context, body } = input;
      const outcomes = await runBulk(tx, context, body.operations);
      noteRefusals(input, outcomes);
      if (body.atomic) requireAllSucceeded(input, outcomes);
      return { results: outcomes.map((outcome) => resultOf(input, outcome)) };
    },
  }),
];

type BulkInput = Pick<
  WorkspaceInput<
    typeof workspaceParams,
    typeof RunBulkOperationsBody,
    typeof RunBulkOperationsBody
  >,
  "context" | "instance" | "origin"
>;

function resultOf(input: BulkInput, { op, ticket, comment, problem }: Outcome) {
  if (problem) return { status: problem.status, problem: bodyOf(input, problem) };
  if (comment) return { status: 201, comment };
  if (ticket) return { status: op === "create" ? 201 : 200, ticket };
  return { status: 204 };
}

/** Throws `bulk_failed` with all refusals, which rolls back the operations that succeeded. */
function requireAllSucceeded(input: BulkInput, outcomes: readonly Outcome[]): void {
  const failed = outcomes.flatMap(({ problem }, operation) =>
    problem ? [{ operation, problem: bodyOf(input, problem) }] : [],
  );
  if (failed.length === 0) return;
  const detail = `${failed.length} of ${outcomes.length} operations were refused, so nothing was changed.`;
  throw new Problem("bulk_failed", detail, { failed });
}

/** Without the ticket of a version conflict, because those of a hundred would be tens of megabytes. */
function bodyOf({ instance, origin: { request_id } }: BulkInput, problem: Problem) {
  return {
    ...problemBody(problem, {
      publicUrl: instance.config.publicUrl,
      request_id: request_id ?? "",
    }),
    current: undefined,
  };
}

/**
 * Records operations that were refused for lack of permission, as their single requests would be.
 */
function noteRefusals({ instance, context }: BulkInput, outcomes: readonly Outcome[]): void {
  const { workspace_id, actor, origin } = context;
  for (const { op, problem } of outcomes) {
    if (problem?.status !== 403) continue;
    instance.refusals.note({
      action: kinds[op].action,
      code: problem.code,
      workspace_id,
      actor_id: actor.id,
      origin,
    });
  }
}
