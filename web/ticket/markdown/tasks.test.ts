import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderMarkdown } from "../../../src/markdown/parse.ts";
import { countBoxes, setTask } from "./tasks.ts";

/** Sets a task as the page does: among the boxes that the server rendered. */
function tick(text: string, index: number, isDone = true): string | undefined {
  return setTask(text, { index, isDone, boxes: countBoxes(renderMarkdown(text)) });
}

describe("ticking a task of a rendered text", () => {
  it("changes the sign of that task and nothing else", () => {
    const text = "Steps:\n\n- [x] reproduce\n- [ ] test\n- [ ] fix\n";
    assert.equal(tick(text, 1), "Steps:\n\n- [x] reproduce\n- [x] test\n- [ ] fix\n");
    assert.equal(tick(text, 0, false), "Steps:\n\n- [ ] reproduce\n- [ ] test\n- [ ] fix\n");
  });

  it("counts numbered, quoted, nested and loose tasks as the server does", () => {
    const text = "> 1. [ ] a\n>    * [x] b\n>\n> 2. c\n\n+ [ ] d\r\n\r\n+ [ ] e";
    assert.equal(tick(text, 2), text.replace("[ ] d", "[x] d"));
    assert.equal(tick(text, 3), text.replace("[ ] e", "[x] e"));
    assert.equal(tick(text, 1, false), text.replace("[x] b", "[ ] b"));
  });

  it("leaves out what the server does not render as a task", () => {
    const text =
      '<input type="checkbox" disabled="">\n\n' +
      "[ ] a\n\n- [x]\n- [y] b\n- \\[x] d\n- `[x]` e\n\n```\n- [ ] code\n```\n\n~~~~\n- [ ] f\n~~~\n~~~~\n\n- [ ] g";
    assert.equal(tick(text, 0), text.replace("[ ] g", "[x] g"));
  });

  it("sets a second task before the page shows the first", () => {
    const text = "- [ ] a\n- [ ] b";
    const boxes = countBoxes(renderMarkdown(text));
    assert.equal(
      setTask("- [x] a\n- [ ] b", { index: 1, isDone: true, boxes }),
      "- [x] a\n- [x] b",
    );
  });

  it("changes nothing if the boxes are not those of the text", () => {
    // Four spaces make a block of code, which the pattern for tasks does not see.
    const text = "Code:\n\n    - [ ] not a task\n\n- [ ] a task";
    assert.equal(tick(text, 0), undefined);
    assert.equal(setTask("- [ ] a", { index: 1, isDone: true, boxes: 1 }), undefined);
    assert.equal(setTask("- [x] a", { index: 0, isDone: true, boxes: 1 }), undefined);
  });
});
