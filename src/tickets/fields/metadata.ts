import { limits } from "../../limits.ts";
import { Problem } from "../../problems.ts";
import type { Metadata } from "../ticket.ts";

type Json = Metadata[string];

/** Applies a JSON merge patch (RFC 7396): names in it are set, `null` removes, the rest stays. */
export function mergeMetadata(current: Metadata, patch: Metadata): Metadata {
  const merged = { ...current };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergeMetadata(objectOr(merged[name]), value) : value;
  }
  return merged;
}

/** Throws `metadata_too_large`. A patch has to be merged before its size can be checked. */
export function checkMetadataSize(metadata: Metadata): Metadata {
  const bytes = storedBytes(metadata);
  if (bytes <= limits.metadata_bytes) return metadata;
  throw new Problem("metadata_too_large", `The metadata would be ${bytes} bytes as it is stored.`, {
    limit: limits.metadata_bytes,
  });
}

/**
 * The bytes that PostgreSQL prints for the value, and so sends for every read of the ticket. It
 * prints a space after each comma and colon, and no exponents: `1e-307` takes 309 bytes.
 */
export function storedBytes(value: Json): number {
  if (typeof value === "number") return numberBytes(value);
  if (typeof value !== "object" || value === null) return Buffer.byteLength(JSON.stringify(value));
  const parts = Array.isArray(value)
    ? value.map((element) => storedBytes(element))
    : Object.entries(value).map(([name, each]) => storedBytes(name) + 2 + storedBytes(each));
  const separators = 2 * Math.max(0, parts.length - 1);
  return 2 + separators + parts.reduce((sum, bytes) => sum + bytes, 0);
}

function numberBytes(value: number): number {
  const text = JSON.stringify(value);
  const [, sign = "", whole = "", fraction = "", power] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (power === undefined) return text.length;
  const exponent = Number(power);
  if (exponent > 0) return sign.length + exponent + 1;
  return sign.length + "0.".length - exponent - 1 + whole.length + fraction.length;
}

function isObject(value: Json | undefined): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOr(value: Json | undefined): Metadata {
  return isObject(value) ? value : {};
}
