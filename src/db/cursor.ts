import { createHmac, timingSafeEqual } from "node:crypto";
import { Problem } from "../problems.ts";

const macBytes = 16;

/** The sort columns of a page's last row as PostgreSQL printed them: a Date drops microseconds. */
export type CursorKeys = (string | null)[];

export interface Cursors {
  /** Continues a list after `keys`; `binding` names the list: workspace, filter, sort, version. */
  seal(binding: string, keys: CursorKeys): string;
  /** The keys that were sealed; refuses a cursor of another list and one that was tampered with. */
  open(binding: string, cursor: string): CursorKeys;
}

/** Cursors are text for clients to hand back, signed so that nobody can write one of their own. */
export function createCursors(secret: string): Cursors {
  return {
    seal(binding, keys) {
      const payload = Buffer.from(JSON.stringify(keys));
      return Buffer.concat([mac(secret, binding, payload), payload]).toString("base64url");
    },
    open(binding, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      // The decoder skips what it does not know, and spare bits at the end: one spelling only.
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

/** The binding is quoted, so that no part of it can pass for a part of the payload. */
function mac(secret: string, binding: string, payload: Buffer): Buffer {
  const hmac = createHmac("sha256", secret).update(`slacky.cursor.v1${JSON.stringify(binding)}`);
  return hmac.update(payload).digest().subarray(0, macBytes);
}

/** The refusal of a cursor that does not continue this list. */
export function cursorOfAnotherList(): Problem {
  const detail = "This cursor is not one of this list with these filters: start again without it.";
  return new Problem("invalid_request", detail, { errors: [{ pointer: "/query/cursor", detail }] });
}
