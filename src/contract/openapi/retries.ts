import { type Endpoint, isRead, takesIdempotencyKey } from "../endpoint.ts";

/** How a client that received no response can repeat the request. */
export interface Retry {
  /** Under which condition the same request can be repeated without a second effect. */
  isSafe: "yes" | "with a key" | "with If-Match" | "unless others write" | "depends";
  /** One or two sentences, in which `backticks` mark code. */
  how: string;
}

/**
 * How an operation is repeated. Follows from its method and spec, except for what `onRepeat` says.
 */
export function retryOf(endpoint: Endpoint): Retry {
  const { method, spec } = endpoint;
  if (takesIdempotencyKey(endpoint)) {
    const without = spec.onRepeat ?? "a repeat may take effect again.";
    const how = `Send the same \`Idempotency-Key\`: the request takes effect once, and a repeat returns the stored response. Without a key: ${without}`;
    return { isSafe: "with a key", how };
  }
  if (method === "GET" || isRead(spec)) return { isSafe: "yes", how: "It changes nothing." };
  if (method === "POST")
    return {
      isSafe: "depends",
      how: capitalized(spec.onRepeat ?? "a repeat may take effect again."),
    };
  if (method === "PATCH") return retryOfPatch(endpoint);
  const how =
    method === "PUT"
      ? "A repeat has no further effect."
      : "A repeat has no further effect, or returns 404 `not_found`.";
  return { isSafe: "yes", how: capitalized(spec.onRepeat ?? how) };
}

function retryOfPatch({ spec }: Endpoint): Retry {
  const unconditional =
    "a repeat sets the same values again and overwrites later changes by others.";
  if (!spec.conditional) return { isSafe: "unless others write", how: capitalized(unconditional) };
  const how = `Send \`If-Match\` with the version that you read: if the first request succeeded, a repeat returns 412 \`version_mismatch\`; read the object to see. Without \`If-Match\`: ${unconditional}`;
  return { isSafe: "with If-Match", how };
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
