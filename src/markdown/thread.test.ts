import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { limits } from "../limits.ts";
import { parseMarkdown } from "./parse.ts";
import { createMarkdownThread, type MarkdownThread } from "./thread.ts";

const hostile = "a_".repeat(limits.text / 2);

let thread: MarkdownThread;
beforeEach(() => {
  thread = createMarkdownThread();
});
afterEach(() => thread.close());

/** How often the event loop turns until this has ended: never while it is computed on it. */
async function countTurns(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let hasEnded = false;
  const turn = () => {
    if (hasEnded) return;
    turns += 1;
    setImmediate(turn);
  };
  setImmediate(turn);
  await work.finally(() => {
    hasEnded = true;
  });
  return turns;
}

describe("the thread for Markdown", () => {
  it("parses a long text while the event loop turns, and a short one at once", async () => {
    assert.notEqual(await countTurns(thread.parse([hostile], "ada")), 0);
    assert.equal(await countTurns(thread.parse(["**short**"], "ada")), 0);
  });

  it("counts the texts of a request together", async () => {
    const operations = Array.from({ length: 100 }, (_, n) => `${n}_`.repeat(500));

    assert.notEqual(await countTurns(thread.parse(operations, "ada")), 0);
  });

  it("returns what the parser returns, of each text", async () => {
    const texts = ["> @ada\n\n**@Bob**", hostile, ""];

    assert.deepEqual(await thread.parse(texts, "ada"), texts.map(parseMarkdown));
  });

  it("rejects a text whose thread ends, and parses those that wait on a new one", async () => {
    const first = thread.parse([hostile], "ada");
    const second = thread.parse([hostile], "bob");

    await Promise.all([
      assert.rejects(first, /thread for Markdown ended/),
      thread.close(),
      second.then((parsed) => assert.deepEqual(parsed, [parseMarkdown(hostile)])),
    ]);
    assert.deepEqual(await thread.parse([hostile], "ada"), [parseMarkdown(hostile)]);
  });

  it("lets senders take turns", async () => {
    const done: string[] = [];
    const send = (sender: string, name: string) =>
      thread.parse([`${name} ${hostile}`], sender).then(() => done.push(name));

    await Promise.all([send("ada", "a1"), send("ada", "a2"), send("ada", "a3"), send("bob", "b1")]);

    assert.deepEqual(done, ["a1", "a2", "b1", "a3"]);
  });

  it("refuses the newest request of the sender with the most once 100 wait", async () => {
    const first = thread.parse([hostile], "ada");
    const requests = Array.from({ length: 101 }, () =>
      thread.parse(["plain ".repeat(1_000)], "ada").then(
        () => "parsed",
        (error) => error.code,
      ),
    );
    const other = await thread.parse(["plain ".repeat(1_000)], "bob");

    await first;
    const results = await Promise.all(requests);
    assert.equal(other.length, 1);
    assert.deepEqual(results.slice(-3), ["parsed", "rate_limited", "rate_limited"]);
    assert.equal(results.filter((result) => result === "parsed").length, 99);
  });
});
