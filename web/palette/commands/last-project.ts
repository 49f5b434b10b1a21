import { computed, effect, signal } from "@preact/signals";
import { underlay } from "../../routes.ts";
import { projects, workspace } from "../../store/workspace.ts";

/** The key of the project whose board, list or ticket is in view. */
const inView = computed(() => {
  const { value: shown } = underlay;
  if ("projectKey" in shown) return shown.projectKey;
  return "ticketKey" in shown ? shown.ticketKey.split("-")[0] : undefined;
});
/** By the ID of the workspace: the key of the project that was in view last, in this tab. */
const last = signal<Readonly<Record<string, string>>>(stored());

effect(() => {
  const id = workspace.value?.id;
  const key = inView.value;
  if (id === undefined || key === undefined || last.peek()[id] === key) return;
  last.value = { ...last.peek(), [id]: key };
  try {
    sessionStorage.setItem("slacky.last-projects", JSON.stringify(last.peek()));
  } catch {
    // Storage is switched off: it is known until the page is left.
  }
});

function stored(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem("slacky.last-projects") ?? "{}");
  } catch {
    return {};
  }
}

/** The key of the project in view, else of the one that was in view last, else of the first. */
export function projectToGoTo(): string | undefined {
  const wanted = inView.value ?? last.value[workspace.value?.id ?? ""];
  const open = projects.value.filter(({ archived_at }) => archived_at === null);
  return (projects.value.find(({ key }) => key === wanted) ?? open[0])?.key;
}
