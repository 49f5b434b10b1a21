import { BoardPage } from "../board/board-page.tsx";
import type { Route } from "../routes.ts";
import { loadTicketParts } from "../ticket/load-ticket-parts.ts";
import { lazyPage, type PageComponent } from "./lazy-page.tsx";

/**
 * The page of each route, beside which a ticket's panel may lie. What is not needed at the start is
 * lazy: `inbox: lazyPage(() => import("../inbox/inbox-page.tsx").then((file) => file.InboxPage))`.
 */
export const pages: Partial<Record<Route["name"], PageComponent>> = {
  ticket: lazyPage(() => loadTicketParts().then(({ TicketPage }) => TicketPage)),
  board: BoardPage,
};

/** The pages below `/<slug>/settings/`, by the next segment of the address. Each is lazy. */
export const workspaceSettingsPages: Readonly<Record<string, PageComponent>> = {};

/** The pages below `/settings/`, by the next segment of the address. Each is lazy. */
export const accountSettingsPages: Readonly<Record<string, PageComponent>> = {};
