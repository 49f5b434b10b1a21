import { Problem } from "../problems.ts";
import { createTurns } from "../turns.ts";

/** Who wants a password hashed. */
export interface PasswordSender {
  /** Senders take turns: an IP address, or the network of an IPv6 address. */
  address: string;
  /** Whether the account was signed in to from there before, or is signed in to now. */
  isKnown: boolean;
}

/**
 * Runs two jobs at a time. One runner is for known senders only, so that no number of unknown ones
 * delays them. The other prefers unknown senders, so that known ones do not delay them either.
 * Within both groups, senders take turns, however many jobs one of them has.
 *
 * The returned function rejects with `unavailable` if the queue is full, and never then if the
 * sender has fewer jobs in it than somebody else: that one loses its newest job.
 */
export function createPasswordQueue() {
  const known = createTurns(queueIsFull);
  const unknown = createTurns(queueIsFull);
  const runners = [
    { takesFrom: [known], isBusy: false },
    { takesFrom: [unknown, known], isBusy: false },
  ];
  const startJobs = () => {
    for (const runner of runners) {
      if (runner.isBusy) continue;
      const job = runner.takesFrom.find(({ size }) => size() > 0)?.take();
      if (!job) continue;
      runner.isBusy = true;
      void job.run().finally(() => {
        runner.isBusy = false;
        startJobs();
      });
    }
  };

  return <T>({ address, isKnown }: PasswordSender, work: () => Promise<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = () => work().then(resolve, reject);
    (isKnown ? known : unknown).add(address, { run, refuse: reject });
    startJobs();
    return promise;
  };
}

function queueIsFull(): Problem {
  const detail = "Too many people are signing in right now. Try again in a second.";
  return new Problem("unavailable", detail, { retry_after: 1 });
}
