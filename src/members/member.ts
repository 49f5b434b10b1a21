import type { Role } from "../auth/permissions.ts";

export const memberStates = ["active", "invited", "removed"] as const;
export type MemberState = (typeof memberStates)[number];

/** A member as the API shows them: a person, or an address that was invited and is nobody yet. */
export interface Member {
  workspace_id: string;
  user_id: string | null;
  name: string | null;
  email: string;
  role: Role;
  kind: "person" | "service";
  state: MemberState;
  invitation_id: string | null;
  created_at: string;
}
