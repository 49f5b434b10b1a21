import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { html, prose } from "./html.ts";

describe("the html template tag", () => {
  it("escapes interpolated text, and not nested results of its own", () => {
    const inner = html`<b>${"<script>"}</b>`;

    assert.equal(
      html`<p title="${"\"'"}">${inner}${[inner]}${7}</p>`.html,
      '<p title="&quot;&#39;"><b>&lt;script&gt;</b><b>&lt;script&gt;</b>7</p>',
    );
  });
});

describe("prose in the documentation pages", () => {
  it("renders backquotes as code and escapes the text", () => {
    assert.equal(prose("Send `<a>` & go.").html, "Send <code>&lt;a&gt;</code> &amp; go.");
  });
});
