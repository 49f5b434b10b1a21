import { type Endpoint, takesIdempotencyKey } from "../endpoint.ts";

/** How a client that received no response can repeat the request. */
export interface Retry {
  /** Under which condition the same request can be repeated without a second effect. */
  isSafe: "yes" | "under a key" | "under If-Match" | "unless others write" | "in its own way";
  /** One or two sentences, in which `backticks` mark code. */
  how: string;
}

/**
 * How an operation is repeated. Follows from its method and spec, except for what `onRepeat` says.
 */
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
  const unconditional = "the same values are set again, over what others have set since.";
  if (!spec.conditional) return { isSafe: "unless others write", how: capitalized(unconditional) };
  const how = `\`If-Match\` with the version that you read: where it was done, a repeat is 412 \`version_mismatch\`, and a look at the ticket tells. Without it: ${unconditional}`;
  return { isSafe: "under If-Match", how };
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
