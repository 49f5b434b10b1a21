import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asMarkdown, branchName } from "./copy.ts";

describe("copying a ticket", () => {
  it("makes a branch name of key and title", () => {
    assert.equal(
      branchName({ key: "ENG-42", title: "The feed “stops”!" }),
      "eng-42-the-feed-stops",
    );
    assert.equal(branchName({ key: "ENG-7", title: "Über Ärger" }), "eng-7-uber-arger");
    assert.equal(branchName({ key: "ENG-8", title: "漢字" }), "eng-8");
  });

  it("cuts a long branch name between two words", () => {
    const name = branchName({ key: "ENG-42", title: "word ".repeat(40) });
    assert.match(name, /^eng-42(-word)+$/);
    assert.ok(name.length <= 60);
  });

  it("writes Markdown in which the title stays plain text", () => {
    const ticket = {
      key: "ENG-42",
      title: "A [link](x) and *stars*",
      description: "Steps:\n\n1. a",
    };
    assert.equal(
      asMarkdown(ticket, { url: "https://slacky.example/acme/ENG-42", fields: ["Open", "High"] }),
      "## [ENG-42](https://slacky.example/acme/ENG-42) A \\[link\\](x) and \\*stars\\*\n\n" +
        "Open · High\n\nSteps:\n\n1. a\n",
    );
  });
});
