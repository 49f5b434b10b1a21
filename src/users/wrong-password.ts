import type { Origin } from "../auth/workspace-context.ts";
import type { EventType } from "../events/catalogue/event-types.ts";
import type { Refusals } from "../events/refusals.ts";
import { Problem } from "../problems.ts";

/** A wrong current password is recorded as a failed sign-in is. Returns the problem to throw. */
export function refuseWrongPassword(
  refusals: Refusals,
  { action, user_id, origin }: { action: EventType; user_id: string; origin: Origin },
): Problem {
  refusals.note({
    action,
    code: "wrong_password",
    outcome: "failed",
    workspace_id: null,
    actor_id: user_id,
    origin,
  });
  return new Problem("wrong_password", "The current password is wrong.", {
    errors: [{ pointer: "/current_password", detail: "The current password is wrong." }],
  });
}
