import type { Locator, Page } from "playwright-core";
import type { TestApi } from "../../../test/support/api.ts";
import { givenCard, type Team } from "./team.ts";

/** The team with a project of its own that has this built-in workflow. */
export async function givenBoard(
  api: TestApi,
  team: Team,
  { key, workflow = "reopenable" }: { key: string; workflow?: string },
): Promise<Team & { boardPath: string }> {
  const workflows = (await api.get(team.admin, `${team.workspacePath}/workflows`)).body.data;
  const workflow_id = workflows.find(({ name }: { name: string }) => name === workflow).id;
  const { body: project } = await api.post(team.admin, `${team.workspacePath}/projects`, {
    ...{ key, name: key, workflow_id },
  });
  return { ...team, project, boardPath: `/${team.slug}/${key}` };
}

/** Creates tickets in the initial status, 100 with each request. */
export async function givenCards(
  api: TestApi,
  team: Team,
  { count, ...fields }: { count: number; [field: string]: unknown },
): Promise<void> {
  for (let made = 0; made < count; made += 100) {
    const operations = Array.from({ length: Math.min(100, count - made) }, (_, index) => ({
      ...{ op: "create", project_id: team.project.id, title: `Card ${made + index + 1}` },
      ...fields,
    }));
    await api.post(team.admin, `${team.workspacePath}/tickets/bulk`, { operations });
  }
}

/** A ticket that was moved to a status, through those before it. */
export async function givenCardIn(
  api: TestApi,
  team: Team,
  { title, through }: { title: string; through: readonly Record<string, unknown>[] },
) {
  const ticket = await givenCard(api, team, { title });
  for (const move of through) await moveByApi(api, team, { ticket, ...move });
  return ticket;
}

export async function moveByApi(
  api: TestApi,
  { workspacePath, admin }: Team,
  { ticket, ...move }: { ticket: { id: string }; [field: string]: unknown },
): Promise<number> {
  const path = `${workspacePath}/tickets/${ticket.id}/transitions`;
  return (await api.post(admin, path, move)).status;
}

export async function openBoard(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator(".column-head").first().waitFor();
  // Columns beyond the edge of the screen load when they come near.
  const first = page.locator(".column").first();
  await first.locator(".skeleton").first().waitFor({ state: "detached" });
}

export function cardOf(page: Page, { id }: { id: string }): Locator {
  return page.locator(`.card[data-id="${id}"]`);
}

export function columnOf(page: Page, status: string): Locator {
  return page.locator(`.column[data-status="${status}"]`);
}

/** The card as long as it is in the column of a status. */
export function cardIn(page: Page, status: string, { id }: { id: string }): Locator {
  return columnOf(page, status).locator(`.card[data-id="${id}"]`);
}

/** Lifts a card with the mouse and holds it over the column of a status. */
export async function liftOver(page: Page, ticket: { id: string }, status: string): Promise<void> {
  const from = await boxOf(cardOf(page, ticket));
  const to = await boxOf(columnOf(page, status));
  const start = { x: from.x + 40, y: from.y + 14 };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 10, start.y + 10);
  await page.mouse.move(to.x + to.width / 2, to.y + 120, { steps: 3 });
}

export async function dragTo(page: Page, ticket: { id: string }, status: string): Promise<void> {
  await liftOver(page, ticket, status);
  await page.mouse.up();
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not in view.");
  return box;
}

/** The number in the head of a column. */
export async function countIn(page: Page, status: string): Promise<number> {
  const text = await columnOf(page, status).locator(".column-count").first().innerText();
  return Number.parseInt(text.replaceAll(",", ""), 10);
}
