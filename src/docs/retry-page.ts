import type { Endpoint } from "../contract/endpoint.ts";
import { retryOf } from "../contract/openapi/retries.ts";
import { tagOf } from "../contract/openapi/tags.ts";
import { type Html, html, prose } from "./html.ts";
import { layout } from "./layout.ts";

/** All operations, and how a client that received no response repeats each. */
export function retryPage(base: string, endpoints: readonly Endpoint[]): string {
  const chapters = Map.groupBy(endpoints, ({ path }) => tagOf(path));
  return layout(base, {
    title: "Retries",
    body: html`<main class="page wide">
<h1>Retries</h1>
<p>If a response is lost, the request may or may not have taken effect. This page says how to retry each operation.
With 409 <a href="${base}/docs/problems/request_in_progress"><code>request_in_progress</code></a>, 429 and 503,
<code>Retry-After</code> says how long to wait first.</p>
${[...chapters].map(([name, operations]) => chapter(base, name, operations))}
</main>`,
  });
}

function chapter(base: string, name: string, endpoints: readonly Endpoint[]): Html {
  return html`<h2>${name}</h2>
<table>
<thead><tr><th>Operation</th><th>Safe to repeat</th><th>How</th></tr></thead>
<tbody>
${endpoints.map((endpoint) => row(base, name, endpoint))}
</tbody>
</table>`;
}

function row(base: string, chapter: string, endpoint: Endpoint): Html {
  const { method, path, spec } = endpoint;
  const { isSafe, how } = retryOf(endpoint);
  return html`<tr>
<td><a href="${base}/docs#/${chapter}/${spec.operation}">${spec.summary}</a><br><code>${method} ${path}</code></td>
<td>${isSafe}</td>
<td>${prose(how)}</td>
</tr>`;
}
