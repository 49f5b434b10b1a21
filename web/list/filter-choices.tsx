import { categories, priorities, type TicketFilter } from "../store/ticket-filter.ts";
import {
  memberName,
  myId,
  projectByKey,
  statusName,
  workflowOf,
  workflows,
} from "../store/workspace.ts";
import { labelsMatching } from "../ticket/pickers/labels.ts";
import { peopleMatching } from "../ticket/pickers/people.ts";
import type { Choice } from "../ui/choices.ts";
import { Avatar, LabelChip } from "../ui/marks/avatar.tsx";
import { PriorityGlyph, priorityNames, StatusShape } from "../ui/marks/glyphs.tsx";
import type { IconName } from "../ui/marks/icons.ts";
import { placeInCategory } from "../ui/marks/status-place.ts";
import { listWords } from "../words/en/list.ts";

/** What can be filtered by choosing from a list. */
export type ChosenFilter = Exclude<keyof TicketFilter, "q">;

export const filterIcons: Readonly<Record<keyof TicketFilter, IconName>> = {
  status: "circle-dot",
  category: "circle-dashed",
  assignee_id: "user",
  priority: "flag",
  label: "tag",
  q: "search",
};

/** The values of a filter as people read them: "Urgent or High". */
export function filterText(name: ChosenFilter, values: readonly string[]): string {
  const names = values.map((value) => nameOfValue(name, value));
  return names.join(name === "label" ? listWords.and : listWords.or);
}

function nameOfValue(name: ChosenFilter, value: string): string {
  switch (name) {
    case "status":
      return statusName(value);
    case "category":
      return listWords.categories[value as keyof typeof listWords.categories] ?? value;
    case "assignee_id":
      if (value === "me") return listWords.me;
      return value === "none" ? listWords.nobody : (memberName(value) ?? listWords.someone);
    case "priority":
      return priorityNames[value] ?? value;
    case "label":
      return value;
  }
}

/** The choices of a filter, for a project or, without one, for all of them. */
export function filterChoices(
  name: ChosenFilter,
  {
    text,
    chosen,
    projectKey,
  }: { text: string; chosen: readonly string[]; projectKey: string | undefined },
): readonly Choice[] {
  const all = choicesOf(name, { text, chosen, projectKey });
  return all.map((choice) => ({ ...choice, isChecked: chosen.includes(choice.id) }));
}

function choicesOf(
  name: ChosenFilter,
  {
    text,
    chosen,
    projectKey,
  }: { text: string; chosen: readonly string[]; projectKey: string | undefined },
): readonly Choice[] {
  switch (name) {
    case "status":
      return matching(statusChoices(projectKey), text);
    case "category":
      return matching(categoryChoices, text);
    case "priority":
      return matching(priorityChoices, text);
    case "assignee_id":
      return assigneeChoices(text);
    case "label":
      return labelsMatching(text, chosen).map((label) => ({
        id: label,
        name: label,
        icon: <LabelChip name="" />,
      }));
  }
}

function matching(choices: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLowerCase();
  return choices.filter((choice) => choice.name.toLowerCase().includes(wanted));
}

function statusChoices(projectKey: string | undefined): readonly Choice[] {
  const project = projectKey === undefined ? undefined : projectByKey(projectKey);
  const used = project ? [workflowOf(project.id)] : [...workflows.value.values()];
  const statuses = used.flatMap((workflow) => workflow?.statuses ?? []);
  const once = new Map(statuses.map((each) => [each.status, each]));
  return [...once.keys()].map((status) => {
    const workflow = used.find((each) => each?.statuses.some((one) => one.status === status));
    return {
      id: status,
      name: statusName(status),
      icon: <StatusShape {...placeInCategory(workflow?.statuses, status)} />,
    };
  });
}

const categoryChoices: readonly Choice[] = categories.map((category) => ({
  id: category,
  name: listWords.categories[category],
  icon: <StatusShape category={category} position={0} count={1} />,
}));

const priorityChoices: readonly Choice[] = priorities.toReversed().map((priority) => ({
  id: priority,
  name: priorityNames[priority] ?? priority,
  icon: <PriorityGlyph priority={priority} />,
}));

function assigneeChoices(text: string): readonly Choice[] {
  const special: readonly Choice[] = [
    { id: "me", name: listWords.me, icon: <Avatar id={myId.value ?? null} /> },
    { id: "none", name: listWords.nobody, icon: <Avatar id={null} /> },
  ];
  const people = peopleMatching(text).filter(({ user_id }) => user_id !== myId.value);
  return [
    ...matching(special, text),
    ...people.map(({ user_id, name }) => ({
      id: user_id,
      name,
      icon: <Avatar id={user_id} />,
    })),
  ];
}
