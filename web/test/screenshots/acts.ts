import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";

/** What somebody does on a screen before the picture is taken. */
export type Act = (page: Page, demo: Demo) => Promise<unknown>;

export function press(key: string): Act {
  return (page) => page.keyboard.press(key);
}

/** Opens a ticket beside the list or board that is shown. */
export async function openCard(page: Page, title: string): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 0 };
  // On a phone, the board loads a column when it comes near.
  if (width < 760) await page.getByRole("link", { name: "List", exact: true }).click();
  await page.getByRole("link", { name: title }).first().click();
  await page.getByRole("heading", { name: "Description" }).waitFor();
}

/** Selects the first three cards or rows. */
export async function select(page: Page): Promise<void> {
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+J");
}

/** Saves a text after a colleague has changed the same words. */
export async function changeMeanwhile(page: Page, demo: Demo): Promise<void> {
  const key = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const { colleague, workspace_id } = demo;
  const ticket = await colleague.getTicket({ workspace_id, ticket_id: key });
  const before = ticket.description ?? "";
  const change = (words: string) => before.replace(/\w+ of them/, words);

  await page.keyboard.press("e");
  const editor = page.getByLabel("Description in Markdown");
  await editor.fill(change("three of them"));
  const description = change("five of them");
  await colleague.updateTicket(
    { workspace_id, ticket_id: key, description },
    { ifMatch: ticket.version },
  );
  await page.getByText("changed this text while you write").waitFor();
  await editor.press("Control+Enter");
  await page.getByRole("dialog").waitFor();
}
