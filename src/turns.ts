import type { Problem } from "./problems.ts";

/** Refuses the job with this error if another one needs its place more. */
export interface Job {
  run(): Promise<void>;
  refuse(error: Problem): void;
}

/** The maximum number of jobs that wait. */
const WAITING_MAX = 100;

/**
 * Waiting jobs. Each sender has one taken before any has a second one taken. If the queue is full, the
 * sender with the most jobs in it loses its newest one.
 */
export function createTurns(queueIsFull: () => Problem) {
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
