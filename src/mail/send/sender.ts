import { parseEmailAddress } from "../../text/email-address.ts";
import { isOneLine } from "../../text/one-line.ts";

/** Whom mails come from. */
export interface Sender {
  name: string;
  address: string;
}

/** Reads `Slacky <slacky@example.com>`, or an address alone. */
export function parseSender(text: string): Sender | undefined {
  const [, name = "", bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? [];
  const parsed = parseEmailAddress((bracketed ?? text).trim());
  if (!parsed || !isOneLine(name)) return undefined;
  return { name: name.trim().replace(/^"(.*)"$/, "$1"), address: parsed.address };
}

/** The domain of the sender as DNS has it. */
export function domainOf({ address }: Sender): string {
  const { key = address } = parseEmailAddress(address) ?? {};
  return key.slice(key.lastIndexOf("@") + 1);
}
