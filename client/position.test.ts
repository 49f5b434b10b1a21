import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Position } from "./position.ts";

const at = (lsn: number, h = "0a1b2c3d") =>
  `${h}.${lsn.toString(16).toUpperCase().padStart(16, "0")}`;

describe("the position of a client", () => {
  it("is the greater one of a history, in whatever order the answers come", () => {
    const position = new Position();
    assert.equal(position.current.text, "any");
    for (const lsn of [5, 300, 7]) position.keep(at(lsn));

    assert.equal(position.current.text, at(300));
  });

  it("is the newer one of two histories, and stays if an answer has none", () => {
    const position = new Position();
    position.keep(at(300));
    position.keep(at(5, "ffffffff"));
    position.keep(null);

    assert.equal(position.current.text, at(5, "ffffffff"));
  });

  it("is unknown after a write that was not answered, until a later read has one", () => {
    const position = new Position();
    position.keep(at(5));
    const before = position.current;
    position.forget();
    position.keep(at(300), before);
    assert.equal(position.current.text, "unknown");

    position.keep(at(7), position.current);
    assert.equal(position.current.text, at(7));
  });
});
