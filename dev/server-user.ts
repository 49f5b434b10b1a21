import { statSync } from "node:fs";
import { dirname } from "node:path";

export const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root; "nobody" is there on every system, without making a user. */
export const serverUser = isRoot ? { uid: 65534, gid: 65534 } : undefined;

/** Whether any user can walk through a folder and all above it: not so under root's closed home. */
export function othersMayEnter(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === dirname(folder) || othersMayEnter(dirname(folder));
}
