import { passwordError } from "../auth/passwords.ts";
import type { Config } from "../config.ts";
import { faultSentence, Problem } from "../problems.ts";
import type { User } from "./user.ts";

/** Throws `invalid_request`, with the field, if a new password is too short or easy to guess. */
export function checkPassword(
  { passwordLengthMin }: Pick<Config, "passwordLengthMin">,
  { name, email }: Pick<User, "name" | "email">,
  { pointer, password }: { pointer: string; password: string },
): void {
  const detail = passwordError(password, { lengthMin: passwordLengthMin, context: [name, email] });
  if (detail === undefined) return;
  const fault = { pointer, detail };
  throw new Problem("invalid_request", faultSentence(fault), { errors: [fault] });
}
