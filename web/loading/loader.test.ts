import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLoader, readFirstPage, readNextPage } from "./loader.ts";

describe("createLoader", () => {
  it("shows the latest request's response, whichever arrives first", async () => {
    const requests: PromiseWithResolvers<string>[] = [];
    const loader = createLoader(() => {
      const request = Promise.withResolvers<string>();
      requests.push(request);
      return request.promise;
    });
    const loads = [loader.load(), loader.load()];
    requests[1]?.resolve("second");
    requests[0]?.resolve("first");
    await Promise.all(loads);
    assert.deepEqual(loader.loaded.value, { state: "loaded", value: "second" });
  });

  it("keeps what is shown while it reads again, and shows a failure and then its repetition", async () => {
    let answer: () => Promise<string> = async () => "once";
    const loader = createLoader(() => answer());
    await loader.load();
    const again = Promise.withResolvers<string>();
    answer = () => again.promise;
    const loading = loader.load();
    assert.deepEqual({ ...loader.loaded.value }, { state: "loaded", value: "once" });
    again.reject(new Error("gone"));
    await loading;
    assert.equal(loader.loaded.value.state, "failed");
    answer = async () => "twice";
    const last = loader.load();
    assert.equal(loader.loaded.value.state, "loading");
    await last;
    assert.deepEqual(loader.loaded.value, { state: "loaded", value: "twice" });
  });

  it("shows nothing of a request that was stopped, and aborts it", async () => {
    let given: AbortSignal | undefined;
    const request = Promise.withResolvers<string>();
    const loader = createLoader((signal) => {
      given = signal;
      return request.promise;
    });
    const loading = loader.load();
    loader.stop();
    request.resolve("late");
    await loading;
    assert.equal(given?.aborted, true);
    assert.deepEqual(loader.loaded.value, { state: "loading" });
  });

  it("shows a change at once, writes one at a time, and keeps later changes over earlier answers", async () => {
    type Rules = { a: boolean; b: boolean };
    const stored: Rules = { a: false, b: false };
    const requests: { patch: Partial<Rules>; answer: PromiseWithResolvers<Rules> }[] = [];
    const loader = createLoader(async () => ({ ...stored }));
    await loader.load();
    const save = (patch: Partial<Rules>) =>
      loader.save(
        (now) => ({ ...now, ...patch }),
        () => {
          const answer = Promise.withResolvers<Rules>();
          requests.push({ patch, answer });
          return answer.promise;
        },
      );
    const answerNext = async () => {
      while (requests.length === 0) await Promise.resolve();
      const { patch, answer } = requests.shift()!;
      answer.resolve({ ...Object.assign(stored, patch) });
    };
    const shown = () => {
      const { value: now } = loader.loaded;
      return now.state === "loaded" && now.value;
    };

    const saves = [save({ a: true }), save({ b: true })];
    assert.deepEqual(shown(), { a: true, b: true });
    await answerNext();
    await saves[0];
    assert.deepEqual(shown(), { a: true, b: true }, "the first answer does not take b back");
    await answerNext();
    await saves[1];
    assert.deepEqual(shown(), { a: true, b: true });

    const refused = save({ a: false });
    while (requests.length === 0) await Promise.resolve();
    requests.shift()?.answer.reject(new Error("refused"));
    await assert.rejects(refused, /refused/);
    assert.deepEqual(shown(), { a: true, b: true }, "what is stored is shown again");
  });

  it("shows what is stored after a refusal, although nothing can be read", async () => {
    let reads = 0;
    const loader = createLoader(async () => {
      reads += 1;
      if (reads > 1) throw new Error("There is no network.");
      return "stored";
    });
    await loader.load();

    const saving = loader.save(
      () => "changed",
      () => Promise.reject(new Error("There is no network.")),
    );

    await assert.rejects(saving, /no network/);
    assert.deepEqual(loader.loaded.value, { state: "loaded", value: "stored" });
  });
});

describe("pages of a list", () => {
  const pages: Record<string, { data: number[]; next_cursor: string | null }> = {
    undefined: { data: [], next_cursor: "a" },
    a: { data: [1, 2], next_cursor: "b" },
    b: { data: [], next_cursor: "c" },
    c: { data: [3], next_cursor: null },
  };
  const readPage = async ({ cursor }: { cursor?: string }) => pages[String(cursor)]!;
  const { signal } = new AbortController();

  it("are read on over empty ones, to the end", async () => {
    const first = await readFirstPage(readPage, signal);
    assert.deepEqual(first, { rows: [1, 2], next_cursor: "b" });
    const second = await readNextPage(first, readPage, signal);
    assert.deepEqual(second, { rows: [3], next_cursor: null });
  });
});
