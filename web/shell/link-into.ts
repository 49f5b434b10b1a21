import { followLink } from "../routes.ts";
import { workspace } from "../store/workspace.ts";

/** What makes a link of an `a` that leads into the workspace; nothing until that is known. */
export function linkInto(path: string) {
  if (!workspace.value) return undefined;
  return { href: path, onClick: (event: MouseEvent) => followLink(event, path) };
}
