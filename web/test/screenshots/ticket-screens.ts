import type { Page } from "playwright-core";
import { type Act, openCard } from "./acts.ts";
import type { Demo } from "./demo.ts";
import type { Screen } from "./screen.ts";

/** What is asked before a ticket moves, what lies over it, and what it looks like when it fails. */
export const ticketScreens: readonly Screen[] = [
  { name: "board-filtered", path: "APP?label=bug&priority=high" },
  { name: "board-filtered-to-nothing", path: "APP?q=zeppelin" },
  { name: "ask-reason", path: "APP", act: moves("Ride history loads", "Blocked") },
  { name: "ask-resolution", path: "APP", act: moves("Receipt as PDF", "Done") },
  { name: "ticket-menu", path: "APP", act: openMenu },
  { name: "ticket-versions", path: "APP/list?q=Group+rides", act: openVersions },
  { name: "ticket-in-list", path: "APP/list", act: opens("Add Portuguese") },
  { name: "mention-in-comment", path: "APP", act: mentions("m") },
  { name: "mention-in-new-ticket", path: "APP", act: mentions("c", "Enter") },
  { name: "palette-search", path: "APP", act: searches },
  { name: "ticket-failed", path: "APP", act: failsToDraw },
];

function opens(title: string): Act {
  return (page) => openCard(page, title);
}

function moves(title: string, status: string): Act {
  return async (page) => {
    await openCard(page, title);
    await page.keyboard.press("s");
    await page.getByRole("option", { name: status }).click();
    await page.getByRole("dialog", { name: `to ${status}` }).waitFor();
  };
}

async function openMenu(page: Page): Promise<void> {
  await openCard(page, "Receipt as PDF");
  await page.getByRole("button", { name: "More", exact: true }).click();
}

async function openVersions(page: Page): Promise<void> {
  await openCard(page, "Group rides");
  const comment = page.locator(".comment", { hasText: "edited" });
  await comment.getByRole("button", { name: "More about this comment" }).click();
  await page.getByRole("option", { name: "Show earlier versions" }).click();
  await page.locator(".version").first().waitFor();
}

/** Opens a text with these keys and begins to mention somebody. */
function mentions(...keys: readonly string[]): Act {
  return async (page) => {
    if (keys[0] === "m") await openCard(page, "Receipt as PDF");
    const [first = "", ...others] = keys;
    await page.keyboard.press(first);
    await page.getByRole("textbox").last().waitFor();
    for (const key of others) await page.keyboard.press(key);
    await page.keyboard.type("Ask @");
    await page.locator(".mention-list").waitFor();
  };
}

async function searches(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("map");
  await page.getByRole("option", { name: "APP-" }).first().waitFor();
}

/** The answer lacks what the ticket's view needs, as after a fault in the app. */
async function failsToDraw(page: Page, { workspace_id }: Demo): Promise<void> {
  await page.route(`**/v1/workspaces/${workspace_id}/tickets/*`, async (route) => {
    if (route.request().method() !== "GET") return await route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), labels: null } });
  });
  // The app reports the fault there, and a picture of it is not a fault of the run.
  await page.evaluate(() => {
    console.error = () => {};
  });
  await page.getByRole("link", { name: "Update the map library" }).first().click();
  await page.getByText("This part failed").waitFor();
  await page.unrouteAll({ behavior: "ignoreErrors" });
}
