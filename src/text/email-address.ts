import { toASCII } from "tr46";
import { foldName } from "./fold.ts";
import { toNfc } from "./normalize.ts";

export interface EmailAddress {
  /** As it was typed, in NFC: what people read, and what mail is sent to. */
  address: string;
  /** What is unique: the folded local part, `@`, and the domain as DNS has it. */
  key: string;
}

const octetsMax = 254;
// RFC 5322 section 3.2.3 (atext), and RFC 6531 section 3.3 for what is not ASCII.
const atom =
  /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\0-\x7f\p{C}\p{Z}\p{Default_Ignorable_Code_Point}])+$/u;
// Joiners are allowed where UTS 46 allows them.
const domainCharacters =
  /^(?:[A-Za-z0-9.-]|[\u200c\u200d]|[^\0-\x7f\p{C}\p{Z}\p{Default_Ignorable_Code_Point}])+$/u;
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])$/;

/**
 * Reads an email address: dots and atoms before the `@` (RFC 5322, in UTF-8 by RFC 6531), a domain by
 * UTS 46 after it. Undefined for anything else, quoted local parts and address literals included.
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  if (Buffer.byteLength(text) > octetsMax) return undefined;
  const address = toNfc(text);
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = at > 0 ? toDnsName(address.slice(at + 1)) : undefined;
  if (domain === undefined || !local.split(".").every((part) => atom.test(part))) return undefined;
  return { address, key: `${foldName(local)}@${domain}` };
}

/**
 * What is unique of an address. One from before these rules that they refuse has its lower case as key,
 * so that its owner can still sign in.
 */
export function emailKeyOf(email: string): string {
  return parseEmailAddress(email)?.key ?? toNfc(email).toLowerCase();
}

/** `xn--` labels for what is not ASCII, lower case, and at least two labels, the last not a number. */
function toDnsName(domain: string): string | undefined {
  if (!domainCharacters.test(domain)) return undefined;
  const name = toASCII(domain, {
    checkBidi: true,
    checkJoiners: true,
    useSTD3ASCIIRules: true,
    verifyDNSLength: true,
  });
  return name !== null && domainName.test(name) ? name : undefined;
}
