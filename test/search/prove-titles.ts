import { startApi, type TestApi } from "../support/api.ts";
import { givenWorld, type World } from "../support/given.ts";
import { sampleTitles, searchesFor } from "./titles.ts";

const titlesInRequest = 100;
const searchers = 4;

/**
 * Creates tickets with titles in all scripts and with all kinds of words, and searches for each title and each of
 * its words. `created_after` leaves few enough of them for a page.
 */
export async function proveTitles({ titles: count }: { titles: number }) {
  const api = await startApi();
  try {
    const world = await givenWorld(api);
    const lost: string[] = [];
    let searches = 0;
    const titles = sampleTitles(count, Date.now());
    for (let from = 0; from < titles.length; from += titlesInRequest) {
      const some = titles.slice(from, from + titlesInRequest);
      const since = new Date(Date.now() - 1).toISOString();
      await createTickets(api, world, some);
      const queue = some.flatMap(searchesFor);
      searches += queue.length;
      await Promise.all(
        Array.from({ length: searchers }, async () => {
          for (let next = queue.pop(); next; next = queue.pop()) {
            const found = await search(api, world, next.q, since);
            if (!found.includes(next.title)) lost.push(`${next.q} in ${next.title}`);
          }
        }),
      );
    }
    return { titles: titles.length, searches, lost: lost.length, examples: lost.slice(0, 5) };
  } finally {
    await api.close();
  }
}

async function createTickets(api: TestApi, world: World, titles: readonly string[]) {
  const operations = titles.map((title) => ({
    op: "create",
    project_id: world.project.id,
    title,
  }));
  const path = `${world.workspacePath}/tickets/bulk`;
  const { status } = await api.post(world.member, path, { operations, atomic: true });
  if (status !== 200) throw new Error(`The tickets could not be created: ${status}.`);
}

async function search(api: TestApi, world: World, q: string, since: string): Promise<string[]> {
  const path = `${world.workspacePath}/tickets?q=${encodeURIComponent(q)}&limit=100&created_after=${since}`;
  const { body } = await api.get(world.viewer, path);
  return body.data.map(({ title }: { title: string }) => title);
}
