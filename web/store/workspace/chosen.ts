import type { Membership } from "../../../client/index.ts";

const prefix = "slacky.chosen:";

/** Remembers in this tab which of several workspaces with one slug its address means. */
export function chooseWorkspace({
  workspace_id,
  slug,
}: Pick<Membership, "workspace_id" | "slug">): void {
  try {
    sessionStorage.setItem(prefix + slug, workspace_id);
  } catch {
    // Without storage, the page asks again.
  }
}

/** The one that was chosen, if one was. */
export function chosenWorkspace(slug: string): string | undefined {
  try {
    return globalThis.sessionStorage?.getItem(prefix + slug) ?? undefined;
  } catch {
    return undefined;
  }
}
