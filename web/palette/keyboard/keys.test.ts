import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSingleKey, type KeyPress, nameOfPress, pressesOf, printedKeys } from "./keys.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("keys", () => {
  it("a letter has one name, whether or not Caps Lock is on", () => {
    assert.equal(nameOfPress(press("j")), "J");
    assert.equal(nameOfPress(press("J")), "J");
    assert.equal(nameOfPress(press("J", { shiftKey: true })), "Shift J");
  });

  it("a sign has one name, whether or not it needs Shift on this keyboard", () => {
    assert.equal(nameOfPress(press("?", { shiftKey: true })), "?");
    assert.equal(nameOfPress(press("?")), "?");
    assert.equal(nameOfPress(press("/", { shiftKey: true })), "/");
  });

  it("Ctrl and ⌘ are the same modifier", () => {
    assert.equal(nameOfPress(press("k", { ctrlKey: true })), "Ctrl K");
    assert.equal(nameOfPress(press("k", { metaKey: true })), "Ctrl K");
    assert.equal(nameOfPress(press("C", { ctrlKey: true, shiftKey: true })), "Ctrl Shift C");
  });

  it("Alt types characters, and a modifier alone is not a key", () => {
    assert.equal(nameOfPress(press("s", { altKey: true })), undefined);
    assert.equal(nameOfPress(press("Shift", { shiftKey: true })), undefined);
  });

  it("on a keyboard without Latin letters a letter counts by its place", () => {
    assert.equal(nameOfPress(press("о", { code: "KeyJ" })), "J");
    assert.equal(nameOfPress(press("z", { code: "KeyY" })), "Z");
  });

  it("a chord has two presses, a modified key has one", () => {
    assert.deepEqual(pressesOf("G M"), ["G", "M"]);
    assert.deepEqual(pressesOf("Ctrl Shift C"), ["Ctrl Shift C"]);
  });

  it("what types a character can be switched off, what cannot be typed by accident stays", () => {
    for (const keys of ["J", "Shift J", "G M", ".", "[", "?"])
      assert.equal(isSingleKey(keys), true);
    for (const keys of ["Ctrl K", "ArrowDown", "Shift ArrowLeft", "Escape", "Enter", "Space"]) {
      assert.equal(isSingleKey(keys), false, keys);
    }
  });

  it("keys are shown as they are printed on the keyboard of the system", () => {
    assert.deepEqual(printedKeys("Ctrl K", { isMac: true }), ["⌘", "K"]);
    assert.deepEqual(printedKeys("Ctrl K", { isMac: false }), ["Ctrl", "K"]);
    assert.deepEqual(printedKeys("Shift ArrowRight", { isMac: false }), ["Shift", "→"]);
  });
});
