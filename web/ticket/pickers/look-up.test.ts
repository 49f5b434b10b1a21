import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { effect } from "@preact/signals";
import { createLookUp } from "./look-up.ts";

describe("looking up what somebody types", () => {
  it("asks once for the text on which they rest, and not for those before it", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const asked: string[] = [];
      const lookUp = createLookUp(async (text: string) => {
        asked.push(text);
        return [text.toUpperCase()];
      });
      const seen: (readonly string[] | undefined)[] = [];
      let text = "a";
      const stop = effect(() => {
        seen.push(lookUp.rows(text));
      });
      text = "ab";
      lookUp.rows(text);
      lookUp.rows(text);
      mock.timers.tick(200);
      await settled();
      assert.deepEqual(asked, ["ab"]);
      assert.deepEqual(seen, [undefined, ["AB"]]);
      assert.deepEqual(lookUp.all(), ["AB"]);
      stop();
    } finally {
      mock.timers.reset();
    }
  });

  it("asks again for a text after a failure, and after it was cleared", async () => {
    let fails = true;
    let calls = 0;
    const lookUp = createLookUp(async () => {
      calls += 1;
      if (fails) throw new Error("no answer");
      return ["row"];
    });
    lookUp.rows("");
    await settled();
    fails = false;
    assert.equal(lookUp.rows(""), undefined);
    await settled();
    assert.deepEqual(lookUp.rows(""), ["row"]);
    lookUp.clear();
    assert.equal(lookUp.rows(""), undefined);
    await settled();
    assert.equal(calls, 3);
  });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
