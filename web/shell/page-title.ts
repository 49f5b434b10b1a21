import { effect } from "@preact/signals";
import { type Route, route } from "../routes.ts";
import { projectByKey, workspace } from "../store/workspace.ts";
import { shellWords } from "../words/en/shell.ts";

/** Keeps the title of the tab. A ticket's page sets its own, with the title of the ticket. */
export function followPageTitle(): void {
  effect(() => {
    const parts = [nameOf(route.value), workspace.value?.name];
    document.title = shellWords.title(parts.filter((part) => part !== undefined && part !== ""));
  });
}

function nameOf(shown: Route): string | undefined {
  switch (shown.name) {
    case "my-work":
      return shellWords.myWork;
    case "inbox":
      return shellWords.inbox;
    case "trash":
      return shellWords.trash;
    case "search":
      return shellWords.search;
    case "board":
    case "list":
      return projectByKey(shown.projectKey)?.name;
    case "ticket":
      return shown.ticketKey;
    case "workspace-settings":
    case "account-settings":
      return shellWords.settings;
    default:
      return undefined;
  }
}
