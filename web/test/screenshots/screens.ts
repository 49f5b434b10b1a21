import type { Page } from "playwright-core";
import { type Act, changeMeanwhile, openCard, press, select } from "./acts.ts";
import type { Screen } from "./screen.ts";
import { ticketScreens } from "./ticket-screens.ts";

const settings = [
  ...["workspace", "members", "service-accounts", "projects", "workflows", "workflow-editor"],
  ...["labels", "audit"],
].map((page) => ({ name: `settings-${page}`, path: `settings/${page}` }));

const account = ["profile", "security", "notifications", "appearance", "workspaces"].map(
  (page) => ({ name: `account-${page}`, path: `/settings/${page}` }),
);

/** It is blocked, and has a description, a reason and comments. */
const ticketTitle = "Price changes during a ride after midnight";

const onTicket = (act: Act): Act => {
  return async (page, demo) => {
    await openCard(page, ticketTitle);
    await act(page, demo);
  };
};
const nothing: Act = async () => {};

export const screens: readonly Screen[] = [
  { name: "board", path: "APP" },
  { name: "board-filter", path: "APP", act: press("f") },
  { name: "board-selected", path: "APP", act: select },
  { name: "list", path: "APP/list" },
  { name: "list-selected", path: "APP/list", act: select },
  { name: "list-filtered-to-nothing", path: "APP/list?q=zeppelin" },
  { name: "my-work", path: "" },
  { name: "inbox", path: "inbox" },
  { name: "trash", path: "trash" },
  { name: "search", path: "search?q=map" },
  { name: "search-empty", path: "search" },
  { name: "ticket", path: "APP", act: onTicket(nothing) },
  { name: "ticket-page", path: "APP", act: onTicket(reload) },
  { name: "ticket-edit", path: "APP", act: onTicket(press("e")) },
  { name: "ticket-end", path: "APP", act: onTicket(scrollToEnd) },
  { name: "pick-status", path: "APP", act: onTicket(press("s")) },
  { name: "pick-assignee", path: "APP", act: onTicket(press("a")) },
  { name: "pick-priority", path: "APP", act: onTicket(press("p")) },
  { name: "pick-labels", path: "APP", act: onTicket(press("l")) },
  { name: "pick-due-date", path: "APP", act: onTicket(press("d")) },
  ...ticketScreens,
  { name: "create", path: "APP", act: press("c") },
  { name: "palette", path: "APP", act: press("Control+k") },
  { name: "keys", path: "APP", act: press("?") },
  { name: "missing-ticket", path: "APP-9999" },
  { name: "missing-project", path: "NONE" },
  ...settings,
  ...account,
  { name: "missing-workspace", path: "/no-such-workspace" },
  { name: "offline", path: "APP", act: (page) => page.context().setOffline(true) },
  { name: "conflict", path: "APP", act: onTicket(changeMeanwhile), hasOwnSession: true },
  { name: "sign-in", path: "/", as: "nobody" },
  { name: "register", path: "/register", as: "nobody" },
];

async function reload(page: Page): Promise<void> {
  const address = page.url();
  // Otherwise the page remembers the board beneath the panel.
  await page.goto("about:blank");
  await page.goto(address);
  await page.locator("h1").first().waitFor();
}

async function scrollToEnd(page: Page): Promise<void> {
  await page.locator(".timeline, .activity, .composer").last().scrollIntoViewIfNeeded();
}
