import { createHmac, timingSafeEqual } from "node:crypto";
import { Problem } from "../problems.ts";

const macBytes = 16;

/** The sort columns of a page's last row as PostgreSQL printed them: a Date drops microseconds. */
export type CursorKeys = (string | null)[];

export interface Cursors {
  /**
   * Makes the cursor that continues a list after `keys`. `binding` identifies the list: workspace,
   * filter, sort and format version.
   */
  seal(binding: string, keys: CursorKeys): string;
  /**
   * Returns the sealed keys. Throws `invalid_request` for a cursor of another list or one that was
   * modified.
   */
  open(binding: string, cursor: string): CursorKeys;
}

/** Cursors are opaque to clients, and signed so that a client cannot make its own. */
export function createCursors(secret: string): Cursors {
  return {
    seal(binding, keys) {
      const payload = Buffer.from(JSON.stringify(keys));
      return Buffer.concat([mac(secret, binding, payload), payload]).toString("base64url");
    },
    open(binding, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      // The decoder ignores characters it does not know and unused bits at the end. Only one
      // spelling is accepted.
      if (bytes.length <= macBytes || bytes.toString("base64url") !== cursor)
        throw cursorOfAnotherList();
      const payload = bytes.subarray(macBytes);
      if (!timingSafeEqual(bytes.subarray(0, macBytes), mac(secret, binding, payload))) {
        throw cursorOfAnotherList();
      }
      return JSON.parse(payload.toString());
    },
  };
}

/**
 * The binding is JSON-encoded, so that its end cannot be taken for the beginning of the payload.
 */
function mac(secret: string, binding: string, payload: Buffer): Buffer {
  const hmac = createHmac("sha256", secret).update(`slacky.cursor.v1${JSON.stringify(binding)}`);
  return hmac.update(payload).digest().subarray(0, macBytes);
}

/** The error for a cursor that does not belong to this list. */
export function cursorOfAnotherList(): Problem {
  const detail = "This cursor belongs to another list or other filters. Start again without it.";
  return new Problem("invalid_request", detail, { errors: [{ pointer: "/query/cursor", detail }] });
}
