import { randomUUID } from "node:crypto";
import { startApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";

/** Of one operation: what a strange and an unknown id took, in milliseconds, half of the requests faster. */
interface Times {
  strange_ms: number;
  unknown_ms: number;
  /** How often a strange one was the slower of a pair; without a difference half of the time. */
  strange_slower_percent: number;
}

const WARM_UP = 50;

/**
 * Asks by turns for a ticket of another workspace and for one that does not exist. What is measured is
 * shown and not judged: that both send the same statements is what `test/matrix/unseen.test.ts` holds.
 */
export async function measureIdTimes({ pairs }: { pairs: number }): Promise<Record<string, Times>> {
  const api = await startApi();
  try {
    const [home, elsewhere] = [await givenWorld(api), await givenWorld(api)];
    const strange = await givenTicket(api, elsewhere);
    const ticketPath = (id: string) => `${home.workspacePath}/tickets/${id}`;
    const asks = {
      getTicket: (id: string) => api.get(home.admin, ticketPath(id)),
      editTicket: (id: string) => api.patch(home.admin, ticketPath(id), { title: "Seen" }),
      transitionTicket: (id: string) =>
        api.post(home.admin, `${ticketPath(id)}/transitions`, { to: "in_progress" }),
    };
    const times: Record<string, Times> = {};
    for (const [name, ask] of Object.entries(asks)) {
      const taken: { strange: number; unknown: number }[] = [];
      for (let n = 0; n < pairs + WARM_UP; n += 1) {
        const askStrange = () => timeOf(() => ask(strange.id));
        const askUnknown = () => timeOf(() => ask(randomUUID()));
        // Who is second finds everything warm, so they take turns.
        const [first, second] = n % 2 ? [askStrange, askUnknown] : [askUnknown, askStrange];
        const [a, b] = [await first(), await second()];
        taken.push(n % 2 ? { strange: a, unknown: b } : { strange: b, unknown: a });
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

function summarize(taken: readonly { strange: number; unknown: number }[]): Times {
  const slower = taken.filter(({ strange, unknown }) => strange > unknown).length;
  return {
    strange_ms: median(taken.map(({ strange }) => strange)),
    unknown_ms: median(taken.map(({ unknown }) => unknown)),
    strange_slower_percent: Math.round((100 * slower) / taken.length),
  };
}

function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return Math.round(middle * 100) / 100;
}
