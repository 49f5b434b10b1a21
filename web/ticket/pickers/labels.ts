import { api } from "../../api/client.ts";
import { workspace } from "../../store/workspace.ts";
import { createLookUp } from "./look-up.ts";

const SHOWN = 50;

const labelsFound = createLookUp<string>(async (text, signal) => {
  const workspace_id = workspace.peek()?.id ?? "";
  const prefix = text === "" ? {} : { prefix: text };
  const page = await api.listLabels({ workspace_id, limit: SHOWN, ...prefix }, { signal });
  return page.data.map(({ name }) => name);
});

/** The labels that contain a text, from those of the tickets and from the server. */
export function labelsMatching(text: string, own: readonly string[]): string[] {
  const wanted = text.trim().toLowerCase();
  labelsFound.rows(wanted);
  const known = new Set([...own, ...labelsFound.all()]);
  return [...known]
    .filter((name) => name.toLowerCase().includes(wanted))
    .sort((a, b) => a.localeCompare(b));
}

/** Asks the server anew, because labels change. */
export const forgetLabels = labelsFound.clear;
