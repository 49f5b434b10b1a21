import { slugOfName } from "./slug.ts";

interface Named {
  workspace_id: string;
  workspace_name: string;
  slug?: string;
}

const prefix = "slacky.chosen:";

/** Remembers in this tab which of several workspaces with one slug its address means. */
export function chooseWorkspace({ workspace_id, workspace_name, slug }: Named): void {
  try {
    sessionStorage.setItem(prefix + (slug ?? slugOfName(workspace_name)), workspace_id);
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
