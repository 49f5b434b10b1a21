import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { html, prose } from "./html.ts";

describe("html", () => {
  it("escapes what is put in, and not what it has made itself", () => {
    const inner = html`<b>${"<script>"}</b>`;

    assert.equal(
      html`<p title="${"\"'"}">${inner}${[inner]}${7}</p>`.html,
      '<p title="&quot;&#39;"><b>&lt;script&gt;</b><b>&lt;script&gt;</b>7</p>',
    );
  });
});

describe("prose", () => {
  it("marks code, and escapes all of it", () => {
    assert.equal(prose("Send `<a>` & go.").html, "Send <code>&lt;a&gt;</code> &amp; go.");
  });
});
