import type { z } from "zod";
import type { Member as MemberSchema } from "./schemas.ts";

export const memberStates = ["active", "invited", "removed"] as const;
export type MemberState = (typeof memberStates)[number];

/** A member as the API shows them: a person, or an address that was invited and is nobody yet. */
export type Member = z.output<typeof MemberSchema>;
