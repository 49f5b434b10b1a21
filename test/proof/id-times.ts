import { randomUUID } from "node:crypto";
import { startApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";

/** The median time of one operation, in milliseconds, for an ID from another workspace and an unknown one. */
interface Times {
  foreign_ms: number;
  unknown_ms: number;
  /** How often the ID from another workspace was the slower of a pair: half of the time if there is no difference. */
  foreign_slower_percent: number;
}

const WARM_UP = 50;

/**
 * Requests a ticket of another workspace and one that does not exist, alternately. The times are printed and
 * not checked: `test/matrix/unseen.test.ts` checks that both send the same statements.
 */
export async function measureIdTimes({ pairs }: { pairs: number }): Promise<Record<string, Times>> {
  const api = await startApi();
  try {
    const [home, elsewhere] = [await givenWorld(api), await givenWorld(api)];
    const foreign = await givenTicket(api, elsewhere);
    const ticketPath = (id: string) => `${home.workspacePath}/tickets/${id}`;
    const asks = {
      getTicket: (id: string) => api.get(home.admin, ticketPath(id)),
      editTicket: (id: string) => api.patch(home.admin, ticketPath(id), { title: "Seen" }),
      transitionTicket: (id: string) =>
        api.post(home.admin, `${ticketPath(id)}/transitions`, { to: "in_progress" }),
    };
    const times: Record<string, Times> = {};
    for (const [name, ask] of Object.entries(asks)) {
      const taken: { foreign: number; unknown: number }[] = [];
      for (let n = 0; n < pairs + WARM_UP; n += 1) {
        const askForeign = () => timeOf(() => ask(foreign.id));
        const askUnknown = () => timeOf(() => ask(randomUUID()));
        // The second request finds warm caches, so they alternate.
        const [first, second] = n % 2 ? [askForeign, askUnknown] : [askUnknown, askForeign];
        const [a, b] = [await first(), await second()];
        taken.push(n % 2 ? { foreign: a, unknown: b } : { foreign: b, unknown: a });
      }
      times[name] = summarize(taken.slice(WARM_UP));
    }
    return times;
  } finally {
    await api.close();
  }
}

async function timeOf(ask: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await ask();
  return performance.now() - startedAt;
}

function summarize(taken: readonly { foreign: number; unknown: number }[]): Times {
  const slower = taken.filter(({ foreign, unknown }) => foreign > unknown).length;
  return {
    foreign_ms: median(taken.map(({ foreign }) => foreign)),
    unknown_ms: median(taken.map(({ unknown }) => unknown)),
    foreign_slower_percent: Math.round((100 * slower) / taken.length),
  };
}

function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return Math.round(middle * 100) / 100;
}
