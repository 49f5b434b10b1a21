import { createHash, randomBytes } from "node:crypto";
import type { Config } from "../config.ts";

/** What the link of an account mail does. */
export type TokenPurpose = "confirm" | "reset" | "change_address" | "stop_change";

/** The prefixes let secret scanners find a token, and the pages distinguish links. */
const prefixes: Record<TokenPurpose, string> = {
  confirm: "slc_",
  change_address: "slc_",
  stop_change: "sls_",
  reset: "slp_",
};

/** 256 random bits, so a plain hash of it is safe to store. */
export function newAccountToken(purpose: TokenPurpose): string {
  return prefixes[purpose] + randomBytes(32).toString("base64url");
}

/** The hash that is stored instead of the token. */
export function hashAccountToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** A link to a page of this server. The token is in the fragment, which no browser sends. */
export function accountLink(
  { publicUrl }: Pick<Config, "publicUrl">,
  page: "confirm" | "reset" | "invitation",
  token: string,
): string {
  return `${publicUrl}/account/${page}#${token}`;
}
