import type { Permission } from "../auth/permissions.ts";

export const categories = ["todo", "doing", "done"] as const;
export type Category = (typeof categories)[number];

export const transitionPermissions = [
  "ticket:transition",
  "ticket:reopen",
] as const satisfies Permission[];
