import type { CreateTicket, TransitionTicket } from "../../client/index.ts";
import type { MemberKey, ProjectKey } from "./team.ts";

/** What somebody does at a minute of the demo's working time. Tickets and comments are named by their place in the plan. */
export type Action = { minute: number; who: MemberKey } & (
  | {
      type: "create";
      project: ProjectKey;
      ticket: number;
      /** In days from today. */
      due: number | undefined;
      draft: Omit<CreateTicket, "due_on" | "assignee_id">;
    }
  | { type: "describe"; ticket: number; description: string }
  | { type: "assign"; ticket: number; assignee: MemberKey }
  | { type: "schedule"; ticket: number; due: number }
  | { type: "label"; ticket: number; name: string }
  | { type: "claim"; ticket: number; lease_seconds: number | undefined }
  | {
      type: "transition";
      ticket: number;
      request: Pick<TransitionTicket, "to" | "reason" | "resolution" | "comment">;
    }
  | { type: "comment"; ticket: number; comment: number; body: string }
  | { type: "edit_comment"; ticket: number; comment: number; body: string }
  | { type: "watch"; ticket: number; level: "watching" | "muted" }
  | { type: "leave"; ticket: number }
  | { type: "delete"; ticket: number }
  | { type: "restore"; ticket: number }
);
