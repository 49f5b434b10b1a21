import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { selectedIds } from "../selection.ts";
import { bulkRefusals, receiveBulkResult } from "./bulk-refusals.ts";

describe("after a bulk change", () => {
  it("what was refused stays selected and is listed, what was changed is not", () => {
    selectedIds.value = new Set(["a", "b", "c"]);
    const refused = [{ id: "b", key: "ENG-2", detail: "Its project is archived." }];
    receiveBulkResult(["a", "b"], refused);
    assert.deepEqual([...selectedIds.value], ["b", "c"]);
    assert.deepEqual(bulkRefusals.value, refused);
  });

  it("the next change without a refusal clears the list", () => {
    selectedIds.value = new Set(["b"]);
    receiveBulkResult(["b"], []);
    assert.equal(selectedIds.value.size, 0);
    assert.deepEqual(bulkRefusals.value, []);
  });
});
