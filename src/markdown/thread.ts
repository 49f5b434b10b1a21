import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Problem } from "../problems.ts";
import { createTurns } from "../turns.ts";
import { type ParsedMarkdown, parseMarkdown } from "./parse.ts";

/**
 * How many characters the texts of a request may have together to be parsed on the event loop. With
 * 65,536, a hostile text occupies a CPU for up to 100 ms, in which no other request would be answered.
 */
const AT_ONCE_MAX = 4_096;

export interface MarkdownThread {
  /**
   * Parses the texts of a request, long ones on a thread of their own, where senders take turns.
   * Throws `rate_limited` for a sender who has the most requests in a full queue.
   */
  parse(texts: readonly string[], sender: string): Promise<ParsedMarkdown[]>;
  close(): Promise<void>;
}

/** The thread is started for the first long text. */
export function createMarkdownThread(): MarkdownThread {
  const waiting = createTurns(queueIsFull);
  let worker: Worker | undefined;
  let isBusy = false;

  const start = (): Worker => {
    const started = new Worker(new URL("./worker.ts", import.meta.url));
    started.unref();
    const forget = () => {
      if (worker === started) worker = undefined;
    };
    // An error comes before the exit, and the next job may start between the two.
    started.once("error", forget);
    started.once("exit", forget);
    return started;
  };
  const parseOnThread = async (texts: readonly string[]): Promise<ParsedMarkdown[]> => {
    worker ??= start();
    const answered = new AbortController();
    const { signal } = answered;
    const answer = once(worker, "message", { signal }).then(([parsed]) => parsed);
    const exit = once(worker, "exit", { signal }).then(() => {
      throw new Error("The thread for Markdown ended before it had parsed the texts.");
    });
    worker.postMessage(texts);
    return await Promise.race([answer, exit]).finally(() => answered.abort());
  };
  const startNext = () => {
    const job = isBusy ? undefined : waiting.take();
    if (!job) return;
    isBusy = true;
    void job.run().finally(() => {
      isBusy = false;
      startNext();
    });
  };

  return {
    async parse(texts, sender) {
      if (lengthOf(texts) <= AT_ONCE_MAX) return texts.map(parseMarkdown);
      const { promise, resolve, reject } = Promise.withResolvers<ParsedMarkdown[]>();
      const run = () => parseOnThread(texts).then(resolve, reject);
      waiting.add(sender, { run, refuse: reject });
      startNext();
      return await promise;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function queueIsFull(): Problem {
  const detail = "Too many of your long texts wait to be rendered. Try again in 1 s.";
  return new Problem("rate_limited", detail, { retry_after: 1 });
}
