import { computed, signal } from "@preact/signals";

/** What an address shows. Below a slug, a segment in capitals is a project's or a ticket's key. */
export type Route =
  | { name: "home" | "sign-in" | "register" | "first-workspace" }
  | { name: "my-work" | "inbox" | "trash" | "search"; slug: string }
  | { name: "board" | "list"; slug: string; projectKey: string }
  | { name: "ticket"; slug: string; ticketKey: string }
  /** The lasting address of a ticket, which mails contain. */
  | { name: "ticket-link"; workspaceId: string; ticketRef: string }
  | { name: "workspace-settings"; slug: string; page: string; id?: string }
  | { name: "account-settings"; page: string };

/** The path of PUBLIC_URL, usually empty, with which every path in the page starts. */
const base = globalThis.document?.documentElement.dataset.base ?? "";

const projectKey = /^[A-Z][A-Z0-9]*$/;
const ticketKey = /^[A-Z][A-Z0-9]*-\d+$/;
const pagesOfWorkspace = ["inbox", "trash", "search"] as const;

export function isTicketKey(text: string): boolean {
  return ticketKey.test(text);
}

/** The route of a path, query and fragment included. A path that is not known shows the home page. */
export function parseRoute(path: string): Route {
  const [first, second, third, fourth] = segmentsOf(path);
  if (first === undefined) return { name: "home" };
  if (first === "sign-in" || first === "register") return { name: first };
  if (first === "settings") {
    return second === "first-workspace"
      ? { name: "first-workspace" }
      : { name: "account-settings", page: second ?? "profile" };
  }
  if (first === "go") {
    return { name: "ticket-link", workspaceId: second ?? "", ticketRef: third ?? "" };
  }
  return parseWorkspaceRoute(first, { second, third, fourth });
}

function parseWorkspaceRoute(
  slug: string,
  { second, third, fourth }: Record<"second" | "third" | "fourth", string | undefined>,
): Route {
  if (second === undefined) return { name: "my-work", slug };
  if (second === "settings") {
    const page = third ?? "members";
    return { name: "workspace-settings", slug, page, ...(fourth !== undefined && { id: fourth }) };
  }
  const page = pagesOfWorkspace.find((name) => name === second);
  if (page) return { name: page, slug };
  if (ticketKey.test(second)) return { name: "ticket", slug, ticketKey: second };
  if (projectKey.test(second)) {
    return { name: third === "list" ? "list" : "board", slug, projectKey: second };
  }
  return { name: "my-work", slug };
}

function segmentsOf(path: string): string[] {
  const [withoutQuery = ""] = path.split(/[?#]/);
  const own = withoutQuery.startsWith(`${base}/`) ? withoutQuery.slice(base.length) : withoutQuery;
  return own.split("/").filter(Boolean).map(decode);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The addresses of all views. */
export const paths = {
  home: () => `${base}/`,
  signIn: () => `${base}/sign-in`,
  register: () => `${base}/register`,
  /** A page of the server, which mails link to as well. */
  resetPassword: () => `${base}/account/reset`,
  firstWorkspace: () => `${base}/settings/first-workspace`,
  myWork: (slug: string) => `${base}/${slug}`,
  board: (slug: string, key: string) => `${base}/${slug}/${key}`,
  list: (slug: string, key: string) => `${base}/${slug}/${key}/list`,
  ticket: (slug: string, key: string, commentId?: string) =>
    `${base}/${slug}/${key}${commentId === undefined ? "" : `#comment-${commentId}`}`,
  inbox: (slug: string) => `${base}/${slug}/inbox`,
  trash: (slug: string) => `${base}/${slug}/trash`,
  search: (slug: string, q?: string) =>
    `${base}/${slug}/search${q ? `?${new URLSearchParams({ q })}` : ""}`,
  workspaceSettings: (slug: string, page: string, id?: string) =>
    `${base}/${slug}/settings/${page}${id === undefined ? "" : `/${encodeURIComponent(id)}`}`,
  accountSettings: (page: string) => `${base}/settings/${page}`,
};

/** In `history.state`: the view that a ticket's panel lies beside. A reload keeps it. */
interface EntryState {
  underlay?: string | undefined;
}

/** Path, query and fragment of the page. */
export const address = signal(currentAddress());
const underlayAddress = signal(currentUnderlay());

export const route = computed<Route>(() => parseRoute(address.value));

/** Whether a ticket is open in a panel beside a view. */
export const isPanel = computed(
  () => route.value.name === "ticket" && underlayAddress.value !== undefined,
);
const viewAddress = computed(() =>
  isPanel.value ? (underlayAddress.value ?? address.value) : address.value,
);

/** The view under an open panel, else the route. */
export const underlay = computed<Route>(() => parseRoute(viewAddress.value));

/** The query of the view: filters and sort, under the API's names. */
export const query = computed(() => new URLSearchParams(queryOf(viewAddress.value)));

if (globalThis.window) addEventListener("popstate", readLocation);

function readLocation(): void {
  address.value = currentAddress();
  underlayAddress.value = currentUnderlay();
}

function currentAddress(): string {
  if (!globalThis.location) return "/";
  return location.pathname + location.search + location.hash;
}

function currentUnderlay(): string | undefined {
  return (globalThis.history?.state as EntryState | null)?.underlay;
}

function queryOf(path: string): string {
  return path.split("#")[0]?.split("?")[1] ?? "";
}

export interface NavigateOptions {
  /** A ticket opens beside the view that is shown, which its entry in the history remembers. */
  panel?: boolean;
  /** Replaces the current entry of the history. */
  replace?: boolean;
}

export function navigate(path: string, { panel = false, replace = false }: NavigateOptions = {}) {
  const state: EntryState = { underlay: panel ? viewAddress.peek() : undefined };
  if (replace) history.replaceState(state, "", path);
  else history.pushState(state, "", path);
  readLocation();
}

/** Closes the panel and shows the view under it, with its address. */
export function closePanel(): void {
  const under = underlayAddress.peek();
  if (isPanel.peek() && under !== undefined) navigate(under);
}

/** Follows a link inside the app on a plain left click. Every other click stays the browser's. */
export function followLink(event: MouseEvent, path: string, options?: NavigateOptions): void {
  if (takesClick(event)) navigate(path, options);
}

/** Takes a plain left click on a link from the browser; returns whether it was one. */
export function takesClick(event: MouseEvent): boolean {
  const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (event.defaultPrevented || event.button !== 0 || !isPlain) return false;
  event.preventDefault();
  return true;
}

/** Changes parts of the view's query without a new entry in the history; undefined removes a part. */
export function setQuery(changes: Record<string, string | readonly string[] | undefined>): void {
  const next = new URLSearchParams(query.peek());
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of value === undefined ? [] : [value].flat()) next.append(name, one);
  }
  const [path = ""] = viewAddress.peek().split(/[?#]/);
  const changed = next.size > 0 ? `${path}?${next}` : path;
  if (isPanel.peek()) {
    history.replaceState({ underlay: changed } satisfies EntryState, "");
    readLocation();
  } else {
    navigate(changed, { replace: true });
  }
}
