import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Member } from "../../../client/index.ts";
import { matchingPeople } from "./match-people.ts";

const member = (user_id: string, name: string, more: Partial<Member> = {}): Member =>
  ({ user_id, name, handle: user_id, state: "active", ...more }) as Member;

const everyone = [
  member("ada", "Ada Lovelace"),
  member("grace", "Grace Hopper"),
  member("bot", "Deploy Bot", { kind: "service" }),
  member("gone", "Adam Gone", { state: "removed" }),
];
const names = (text: string, me?: string) =>
  matchingPeople(everyone, text, me).map(({ user_id }) => user_id);

describe("people who match a text", () => {
  it("are the active members, oneself first and the others by name", () => {
    assert.deepEqual(names("", "grace"), ["grace", "ada", "bot"]);
  });

  it("match at the start of a handle or of any word of the name", () => {
    assert.deepEqual(names("ad"), ["ada"]);
    assert.deepEqual(names("hop"), ["grace"]);
    assert.deepEqual(names("deploy b"), ["bot"]);
    assert.deepEqual(names("race"), []);
  });

  it("are listed once, although both the page and the server have them", () => {
    assert.equal(matchingPeople([...everyone, ...everyone], "gr", undefined).length, 1);
  });
});
