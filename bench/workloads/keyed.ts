import { randomUUID } from "node:crypto";
import { request } from "../load/http.ts";
import type { World } from "../stage/world.ts";

/**
 * Writes a POST as the project's client sends it: under an Idempotency-Key of its own. The control has no
 * such keys, so it is sent none.
 */
export function post(
  { takesKeys }: Pick<World, "takesKeys">,
  path: string,
  {
    token,
    body,
    headers = "",
    hasKey = true,
  }: { token: string; body: unknown; headers?: string; hasKey?: boolean },
): string {
  const key = takesKeys && hasKey ? `Idempotency-Key: ${randomUUID()}\r\n` : "";
  return request("POST", path, { token, body, headers: key + headers });
}
