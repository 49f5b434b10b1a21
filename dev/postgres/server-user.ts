import { statSync } from "node:fs";
import { dirname } from "node:path";

export const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root. Every system has the user "nobody", so none must be created. */
export const serverUser = isRoot ? { uid: 65534, gid: 65534 } : undefined;

/** Whether every user can enter a folder and all its parents, unlike root's home. */
export function othersMayEnter(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === dirname(folder) || othersMayEnter(dirname(folder));
}
