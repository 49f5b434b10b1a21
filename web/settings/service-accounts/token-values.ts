import type { CreateApiToken } from "../../../client/index.ts";
import type { Scope } from "./scopes.ts";

/** What the form of a new token has. */
export interface TokenValues {
  name: string;
  /** A number of days, `none`, or `other`: what is typed into the field. */
  lifetime: string;
  expires_in_days: string;
  /** Null for everything that the role of the account may. */
  scopes: readonly Scope[] | null;
}

export const newToken: TokenValues = {
  name: "",
  lifetime: "90",
  expires_in_days: "",
  scopes: null,
};

export function bodyOf({ name, lifetime, expires_in_days, scopes }: TokenValues): CreateApiToken {
  return {
    name,
    expires_in_days: daysOf(lifetime === "other" ? expires_in_days.trim() : lifetime),
    scopes: scopes === null ? null : [...scopes],
  };
}

/** What is not a number is sent as one that the API refuses: no token may last longer than it was meant to. */
function daysOf(text: string): number | null {
  if (text === "none") return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
