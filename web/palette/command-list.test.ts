import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paletteWords } from "../words/en/palette.ts";
import { type CommandId, commandList, keysOf, placesTogether } from "./command-list.ts";
import { pressesOf } from "./keyboard/keys.ts";

const all = Object.entries(commandList);

/** The keys that mean two things where all of the places are active, each with its commands. */
function clashes(definitions: typeof all): string[] {
  return placesTogether.flatMap((places) => {
    const users = new Map<string, string[]>();
    for (const [id, definition] of definitions) {
      if (!places.includes(definition.place)) continue;
      for (const keys of keysOf(definition)) users.set(keys, [...(users.get(keys) ?? []), id]);
    }
    return [...users].filter(([, ids]) => ids.length > 1).map(([keys, ids]) => `${keys}: ${ids}`);
  });
}

describe("commands", () => {
  it("no key means two things in one place", () => {
    assert.deepEqual(clashes(all), []);
  });

  it("a second command under a key of the same place is found", () => {
    const second: (typeof all)[number] = ["second", { place: "list", group: "list", keys: "S" }];
    assert.deepEqual(clashes([...all, second]), ["S: move,second"]);
  });

  it("the first key of a chord is not a shortcut by itself", () => {
    const shortcuts = all.flatMap(([, definition]) => keysOf(definition));
    const firsts = shortcuts.map(pressesOf).filter(({ length }) => length === 2);
    assert.ok(firsts.length > 0);
    for (const [first] of firsts) assert.ok(!shortcuts.includes(first ?? ""), `${first} alone`);
  });

  it("every key of the design has its command", () => {
    const keys = all.flatMap(([, definition]) => keysOf(definition));
    const designed = [
      ..."/ C Z ? F [ J K X S A I P L D E T M W . U".split(" "),
      ..."ArrowUp ArrowDown ArrowLeft ArrowRight PageUp PageDown Home End".split(" "),
      ..."Enter Space Escape".split(" "),
      ...["Ctrl K", "G M", "G I", "G B", "G L", "Shift J", "Shift K", "Ctrl A"],
      ...["Shift ArrowLeft", "Shift ArrowRight", "Ctrl Shift C", "Shift U"],
    ];
    assert.deepEqual(
      designed.filter((key) => !keys.includes(key)),
      [],
    );
  });

  it("every command has a title of its own", () => {
    const titles = all.map(([id]) => paletteWords.commands[id as CommandId]);
    assert.equal(new Set(titles).size, titles.length);
  });
});
