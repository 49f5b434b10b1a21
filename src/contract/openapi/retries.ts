import { takesIdempotencyKey } from "../../idempotency/run-idempotent.ts";
import type { Endpoint } from "../endpoint.ts";

/** What a client that got no answer can do about it. */
export interface Retry {
  /** Whether the same request can be sent again as it is, without a second effect. */
  isSafe: "yes" | "under a key" | "under If-Match" | "unless others write" | "in its own way";
  /** A sentence or two, in which `backticks` mark code. */
  how: string;
}

/** How an operation is repeated: follows from what it is, but for what its spec says of a plain repeat. */
export function retryOf(endpoint: Endpoint): Retry {
  const { method, spec } = endpoint;
  if (takesIdempotencyKey(endpoint)) {
    const without = spec.onRepeat ?? "it may be done again.";
    const how = `The same \`Idempotency-Key\`: it is done once, and answered again as it was. Without one: ${without}`;
    return { isSafe: "under a key", how };
  }
  if (method === "GET") return { isSafe: "yes", how: "It changes nothing." };
  if (method === "POST")
    return { isSafe: "in its own way", how: capitalized(spec.onRepeat ?? "it may be done again.") };
  if (method === "PATCH") return retryOfPatch(endpoint);
  const how =
    method === "PUT"
      ? "What is so already stays as it is."
      : "What is gone stays gone: a repeat finds nothing to do, or is 404 `not_found`.";
  return { isSafe: "yes", how: capitalized(spec.onRepeat ?? how) };
}

function retryOfPatch({ spec }: Endpoint): Retry {
  const plain = "the same values are set again, over what others have set since.";
  if (!spec.conditional) return { isSafe: "unless others write", how: capitalized(plain) };
  const how = `\`If-Match\` with the version that you read: where it was done, a repeat is 412 \`version_mismatch\`, and a look at the ticket tells. Without it: ${plain}`;
  return { isSafe: "under If-Match", how };
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
