import { type EventType, eventTypes } from "../events/types.ts";
import { type Html, html, prose } from "./html.ts";
import { layout } from "./layout.ts";

const kinds = {
  feed: {
    title: "In the feed and in the audit log",
    about: "What members see happen in their workspace.",
  },
  audit_only: {
    title: "In the audit log alone",
    about: "Accounts and sessions. Refused attempts are recorded too, under what was attempted.",
  },
} as const;

/** The catalogue of everything that is recorded. */
export function eventPage(base: string): string {
  return layout(base, {
    title: "Events",
    body: html`<main class="page">
<h1>Events</h1>
<p>One event a command: its <code>type</code>, who did it, to what, and <code>data.changes</code> with each
field's <code>from</code> and <code>to</code>. Later versions may add types; a client passes over what it
does not know.</p>
${(["feed", "audit_only"] as const).map(chapter)}
</main>`,
  });
}

function chapter(kind: keyof typeof kinds): Html {
  const types = (Object.keys(eventTypes) as EventType[]).filter(
    (type) => eventTypes[type].kind === kind,
  );
  return html`<h2>${kinds[kind].title}</h2>
<p>${kinds[kind].about}</p>
<dl>
${types.map((type) => html`<dt><code>${type}</code></dt><dd>${prose(eventTypes[type].about)}</dd>`)}
</dl>`;
}
