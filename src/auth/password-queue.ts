import { Problem } from "../problems.ts";

/** Who wants a password hashed. */
export interface PasswordSender {
  /** Senders take turns: an IP address, or the network of an IPv6 address. */
  address: string;
  /** Whether the account was signed in to from there before, or is signed in to now. */
  isKnown: boolean;
}

/** Refuses the job with this error if another one needs its place more. */
interface Job {
  run(): Promise<void>;
  refuse(error: Problem): void;
}

/** The maximum number of jobs that wait, for known senders and for unknown ones each. */
const WAITING_MAX = 100;

/**
 * Runs two jobs at a time. One runner is for known senders only, so that no number of unknown ones
 * delays them. The other prefers unknown senders, so that known ones do not delay them either.
 * Within both groups, senders take turns, however many jobs one of them has.
 *
 * The returned function rejects with `unavailable` if the queue is full, and never then if the
 * sender has fewer jobs in it than somebody else: that one loses its newest job.
 */
export function createPasswordQueue() {
  const known = createTurns();
  const unknown = createTurns();
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

/** Waiting jobs. Each sender has one taken before any has a second one taken. */
function createTurns() {
  /** In the order of their turns, which is the order in which a Map returns its keys. */
  const jobsOf = new Map<string, Job[]>();
  let waiting = 0;

  return {
    size: () => waiting,
    add(sender: string, job: Job): void {
      const own = jobsOf.get(sender) ?? [];
      if (waiting >= WAITING_MAX) {
        const most = longestOf(jobsOf.values());
        if (most.length <= own.length + 1) {
          job.refuse(queueIsFull());
          return;
        }
        most.pop()?.refuse(queueIsFull());
        waiting -= 1;
      }
      own.push(job);
      jobsOf.set(sender, own);
      waiting += 1;
    },
    take(): Job | undefined {
      const [next] = jobsOf;
      if (!next) return undefined;
      const [sender, jobs] = next;
      const job = jobs.shift();
      jobsOf.delete(sender);
      if (jobs.length > 0) jobsOf.set(sender, jobs);
      waiting -= 1;
      return job;
    },
  };
}

function longestOf(lists: Iterable<Job[]>): Job[] {
  let longest: Job[] = [];
  for (const list of lists) if (list.length > longest.length) longest = list;
  return longest;
}

function queueIsFull(): Problem {
  const detail = "Too many people are signing in right now. Try again in a second.";
  return new Problem("unavailable", detail, { retry_after: 1 });
}
