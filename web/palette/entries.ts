import { navigate, paths } from "../routes.ts";
import { selectedIds, targetIds } from "../store/selection.ts";
import { loadedTickets, type StoredTicket, ticketSignal } from "../store/tickets.ts";
import { projectById, projects, statusName, workspace } from "../store/workspace.ts";
import type { IconName } from "../ui/marks/icons.ts";
import { paletteWords } from "../words/en/palette.ts";
import type { CommandGroup } from "./command-list.ts";
import { activePlaces, commands } from "./commands.ts";
import { recentTicketIds } from "./recent.ts";
import { STRONG, scoreOf, typedKey } from "./score.ts";

/** A line of the palette. */
export interface Entry {
  id: string;
  /** The heading that it is under. */
  group: string;
  name: string;
  icon?: IconName;
  keys?: string;
  /** What is said of it at the end of the line. */
  hint?: string;
  ticket?: StoredTicket;
  run(): void;
}

const LOADED_SHOWN = 6;
const TICKETS_SHOWN = 10;
const words = paletteWords.groups;

/** A line that was found by its name, and how well that fits what was typed. */
interface Named {
  entry: Entry;
  score: number;
}

/** Everything that fits what was typed: commands, projects, and tickets that are loaded or were found. */
export function entriesFor(text: string, found: readonly StoredTicket[]): readonly Entry[] {
  const ofTicket = commandsNamed(text, ["ticket"]);
  const others = [
    ...commandsNamed(text, ["inbox", "everywhere", "list"]),
    ...commandsNamed(text, ["go"]),
    ...projectsNamed(text),
    ...commandsNamed(text, ["appearance"]),
  ];
  if (text.trim() === "") {
    return [...inGroups(ofTicket), ...recentEntries(), ...inGroups(others)];
  }
  const named = [...ofTicket, ...others];
  if (!workspace.value) return inGroups(named);
  // The beginning of a command, a page or a project means that one rather than a ticket.
  return [
    ...keyEntry(text, found),
    ...inGroups(named.filter(({ score }) => score >= STRONG)),
    ...ticketEntries(text, found),
    ...inGroups(named.filter(({ score }) => score < STRONG)),
    searchEntry(text),
  ];
}

/** Under their headings: the heading with the best line first, and the best line first under it. */
function inGroups(named: readonly Named[]): Entry[] {
  const best = named.toSorted((a, b) => b.score - a.score);
  return [...Map.groupBy(best, ({ entry }) => entry.group).values()]
    .flat()
    .map(({ entry }) => entry);
}

/** A complete key opens its ticket, whether or not it is loaded. */
function keyEntry(text: string, found: readonly StoredTicket[]): Entry[] {
  const key = typedKey(text);
  if (key === undefined) return [];
  const ticket = [...found, ...loadedTickets()].find((each) => each.key === key);
  if (ticket) return [entryOf(ticket, words.tickets)];
  const name = paletteWords.openKey(key);
  return [{ id: `key-${key}`, group: words.tickets, name, icon: "hash", run: () => open(key) }];
}

function commandsNamed(text: string, groups: readonly CommandGroup[]): Named[] {
  const places = activePlaces();
  return commands
    .filter(
      ({ group, place, isKeyOnly }) => groups.includes(group) && places.has(place) && !isKeyOnly,
    )
    .filter((command) => command.isAvailable())
    .flatMap(({ id, group, icon, keys, title, run }) => {
      const score = scoreOf(text, title());
      if (score === undefined) return [];
      const entry = {
        id,
        group: group === "ticket" ? targetName() : words[group],
        name: title(),
        ...(icon && { icon }),
        ...(keys && { keys }),
        run,
      };
      return [{ entry, score }];
    });
}

/** What the commands of a ticket concern: its key, or how many are selected. */
function targetName(): string {
  const [id] = targetIds.value;
  if (selectedIds.value.size > 0) return words.selection(selectedIds.value.size);
  return (id === undefined ? undefined : ticketSignal(id)?.value.key) ?? words.ticket;
}

function recentEntries(): Entry[] {
  return recentTicketIds.value
    .flatMap((id) => ticketSignal(id)?.value ?? [])
    .map((ticket) => entryOf(ticket, words.recent));
}

/** Tickets with the text in their title or key: those that are loaded at once, then what the server found. */
function ticketEntries(text: string, found: readonly StoredTicket[]): Entry[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2) return [];
  const loaded = loadedTickets()
    .filter(({ deleted_at }) => deleted_at === null)
    .filter(({ title, key }) => `${key} ${title}`.toLowerCase().includes(wanted))
    .slice(0, LOADED_SHOWN);
  const once = new Map([...loaded, ...found].map((ticket) => [ticket.id, ticket]));
  const key = typedKey(text);
  return [...once.values()]
    .filter((ticket) => ticket.key !== key)
    .slice(0, TICKETS_SHOWN)
    .map((ticket) => entryOf(ticket, words.tickets));
}

function projectsNamed(text: string): Named[] {
  const slug = workspace.value?.slug ?? "";
  return projects.value
    .filter(({ archived_at }) => archived_at === null)
    .flatMap(({ id, key, name }) => {
      const score = Math.max(scoreOf(text, name) ?? 0, scoreOf(text, key) ?? 0);
      if (score === 0) return [];
      const run = () => navigate(paths.board(slug, key));
      const entry: Entry = {
        ...{ id: `project-${id}`, group: words.projects, name, hint: key, run },
        icon: "square-kanban",
      };
      return [{ entry, score }];
    });
}

function searchEntry(text: string): Entry {
  const name = paletteWords.searchEverywhere(text.trim());
  const path = paths.search(workspace.value?.slug ?? "", text.trim());
  return { id: "search", group: words.go, name, icon: "search", run: () => navigate(path) };
}

function entryOf(ticket: StoredTicket, group: string): Entry {
  const project = projectById(ticket.project_id)?.name ?? "";
  return {
    id: ticket.id,
    group,
    name: ticket.title,
    ticket,
    hint: paletteWords.whereTicket(project, statusName(ticket.status)),
    run: () => open(ticket.key),
  };
}

/** Beside a view of the workspace, a ticket opens in a panel. */
function open(key: string): void {
  navigate(paths.ticket(workspace.peek()?.slug ?? "", key), { panel: true });
}
