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
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes <= limits.metadata_bytes) return metadata;
  throw new Problem("metadata_too_large", `The metadata would be ${bytes} bytes of JSON.`, {
    limit: limits.metadata_bytes,
  });
}

function isObject(value: Json | undefined): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOr(value: Json | undefined): Metadata {
  return isObject(value) ? value : {};
}
