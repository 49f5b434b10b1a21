import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findLossyJson } from "./lossy-json.ts";

const pointers = (text: string) => findLossyJson(text).map(({ pointer }) => pointer);

describe("findLossyJson", () => {
  const twice: Record<string, [string, string[]]> = {
    "at the top": ['{"title":"first","title":"second"}', ["/title"]],
    "with blanks before the colon": ['{"a" :1,\n"a"\t: 2}', ["/a"]],
    "written with escapes": ['{"a":1,"\\u0061":2}', ["/a"]],
    "that is empty": ['{"":1,"":2}', ["/"]],
    "three times": ['{"a":1,"a":2,"a":3}', ["/a", "/a"]],
    "within objects and lists": ['{"a":[{"b":1},{"b":{"c/~":1,"c/~":2}}]}', ["/a/1/b/c~1~0"]],
    "whose first value is an object": ['{"a":{"b":1},"a":{"b":2}}', ["/a"]],
    "of a prototype": ['{"constructor":1,"constructor":2,"toString":3}', ["/constructor"]],
  };
  for (const [what, [text, expected]] of Object.entries(twice)) {
    it(`finds a duplicate name ${what}`, () => {
      assert.deepEqual(pointers(text), expected);
      assert.equal(findLossyJson(text)[0]?.detail, "Is given twice. Send each name once.");
    });
  }

  it("allows the same name in different objects, and strings that look like names", () => {
    for (const text of [
      '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
      '{"a":"a\\":1,\\"a\\":2","b":"\\\\","c":"}","d":"{"}',
      '["a","a","a:","\\"a\\":"]',
      '{"a":1,"A":2,"á":3,"a\\u0301":4}',
    ]) {
      assert.deepEqual(pointers(text), [], text);
    }
  });

  it("finds an integer that changes when it is parsed and written again", () => {
    for (const number of [
      "1546130668394913822",
      "-1546130668394913822",
      "9007199254740993",
      "9007199254740993.0",
      "900719925474099.3e1",
      "90071992547409930e-1",
      "123456789012345678901234567890",
      "1180591620717411303424",
      "1.00000000000000000001e20",
    ]) {
      assert.deepEqual(pointers(`{"a":[0,${number}]}`), ["/a/1"], number);
    }
  });

  it("allows fractions, and integers that do not change when they are parsed and written again", () => {
    for (const number of [
      ...["0", "-0", "1", "9007199254740992", "9007199254740994", "1e23", "1E+300", "0e999999999"],
      ...["123456789012345680000", "10000000000000000000000", "0.1e1", "9007199254740992.000"],
      ...["0.1234567890123456789", "1234567890123456789.5", "1e-400", "1.7976931348623157e308"],
    ]) {
      assert.deepEqual(pointers(`[${number}]`), [], number);
    }
  });

  it("finds nothing in the output of JSON.stringify, and every name that is added to it twice", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        assert.deepEqual(findLossyJson(JSON.stringify(value, null, 1)), []);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const members = JSON.stringify(value).slice(1, -1);
        const count = Object.keys(value).length;
        assert.equal(findLossyJson(`{${members},${members}}`).length, Math.min(count, 100));
      }),
    );
  });

  it("reports at most 100 values of hostile text of 1 MiB", () => {
    const length = 2 ** 20;
    const hostile = [
      `"${"\\\\".repeat(length / 2)}"`,
      `0.${"0".repeat(length)}1`,
      `1${"0".repeat(length)}`,
      `${"[".repeat(length / 2)}${"]".repeat(length / 2)}`,
      `{${'"a":1,'.repeat(length / 6)}"a":1}`,
      `["${'","'.repeat(length / 3)}"]`,
      `[${"1,".repeat(length / 2)}1]`,
    ];
    for (const text of hostile) assert.ok(findLossyJson(text).length <= 100);
  });
});
