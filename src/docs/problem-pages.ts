import type { Endpoint } from "../contract/endpoint.ts";
import { exampleOfProblem } from "../contract/openapi/problem-responses.ts";
import { refusalsOf } from "../contract/openapi/refusals.ts";
import { tagOf } from "../contract/openapi/tags.ts";
import { type ProblemCode, problems } from "../problems.ts";
import { type Html, html, prose } from "./html.ts";
import { layout } from "./layout.ts";

/** Every problem, by status. */
export function problemList(base: string): string {
  const statuses = Map.groupBy(codes(), (code) => problems[code].status);
  return layout(base, {
    title: "Problems",
    body: html`<main class="page">
<h1>Problems</h1>
<p>Every error response is <code>application/problem+json</code>. Its <code>code</code> is stable and meant for
programs; <code>detail</code> is meant for people.</p>
${[...statuses].map(
  ([status, group]) => html`<h2>${status}</h2>
<dl>
${group.map((code) => listed(base, code))}
</dl>`,
)}
</main>`,
  });
}

/** What one problem means, what to do about it, and which operations answer it. */
export function problemPage(
  code: ProblemCode,
  {
    base,
    publicUrl,
    endpoints,
  }: { base: string; publicUrl: string; endpoints: readonly Endpoint[] },
): string {
  const { status, title, help } = problems[code];
  const answering = endpoints.filter((endpoint) => refusalsOf(endpoint).includes(code));
  return layout(base, {
    title,
    body: html`<main class="page">
<p class="status">${status} <code>${code}</code></p>
<h1>${title}</h1>
<p>${prose(help)}</p>
<h2>Example</h2>
<pre>${JSON.stringify(exampleOfProblem(code, publicUrl), null, 2)}</pre>
${answering.length > 0 ? operations(base, answering) : html``}
</main>`,
  });
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

function codes(): ProblemCode[] {
  return Object.keys(problems) as ProblemCode[];
}

function listed(base: string, code: ProblemCode): Html {
  const { title, help } = problems[code];
  return html`<dt><a href="${base}/docs/problems/${code}"><code>${code}</code></a> ${title}</dt>
<dd>${prose(help)}</dd>`;
}

function operations(base: string, endpoints: readonly Endpoint[]): Html {
  return html`<h2>Operations that can return it</h2>
<ul>
${endpoints.map(
  ({ path, spec }) =>
    html`<li><a href="${base}/docs#/${tagOf(path)}/${spec.operation}">${spec.summary}</a></li>`,
)}
</ul>`;
}
