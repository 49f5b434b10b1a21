/** The place of a task's mark, ` ` or `x`, in a Markdown text. */
interface Task {
  at: number;
  isDone: boolean;
}

const task =
  /^((?:[ \t]*(?:>|[-*+]|\d{1,9}[.)]))*[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)([ xX])\](?=[ \t])/;
const fence = /^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})/;

/** The tasks of a text in their order, as the server renders them: `- [ ] todo` outside of code. */
function tasksOf(text: string): Task[] {
  const tasks: Task[] = [];
  let openFence: string | undefined;
  let at = 0;
  for (const line of text.split("\n")) {
    const [, mark] = fence.exec(line) ?? [];
    if (mark !== undefined) {
      if (openFence === undefined) openFence = mark;
      else if (mark.startsWith(openFence)) openFence = undefined;
    } else if (openFence === undefined) {
      const [, before, sign] = task.exec(line) ?? [];
      if (before !== undefined) tasks.push({ at: at + before.length, isDone: sign !== " " });
    }
    at += line.length + 1;
  }
  return tasks;
}

/**
 * The text with one task set, or `undefined` if it does not have the tasks that the server rendered:
 * then a tick could change the wrong line. `boxes` is how many there are on the page.
 */
export function setTask(
  text: string,
  { index, isDone, boxes }: { index: number; isDone: boolean; boxes: number },
): string | undefined {
  const tasks = tasksOf(text);
  const found = tasks[index];
  if (tasks.length !== boxes || !found || found.isDone === isDone) return undefined;
  return text.slice(0, found.at) + (isDone ? "x" : " ") + text.slice(found.at + 1);
}

/** How many tasks are in rendered Markdown. */
export function countBoxes(html: string): number {
  return html.split('<input type="checkbox"').length - 1;
}
