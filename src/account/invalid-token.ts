import { Problem } from "../problems.ts";

/** The same for a link that never existed, that was used, and that has expired. */
export function invalidToken(): Problem {
  return new Problem(
    "invalid_account_token",
    "The link is incomplete, was already used, or has expired. Ask for another one.",
  );
}
