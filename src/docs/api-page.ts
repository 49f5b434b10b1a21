import { html } from "./html.ts";
import { layout } from "./layout.ts";

/** The contract, to read and to try out. */
export function apiPage(base: string): string {
  return layout(base, {
    title: "API",
    head: html`<link rel="stylesheet" href="${base}/docs/assets/swagger-ui.css">`,
    body: html`<div id="api" data-base="${base}">
<noscript>This page needs JavaScript. The contract is also available as <a href="${base}/openapi.json">openapi.json</a>.</noscript>
</div>
<script src="${base}/docs/assets/swagger-ui-bundle.js"></script>
<script type="module" src="${base}/docs/assets/api.js"></script>`,
  });
}
