import { type EventType, eventTypes } from "../events/catalogue/event-types.ts";
import { type Html, html, prose } from "./html.ts";
import { layout } from "./layout.ts";
import { shapeOf } from "./shape.ts";

const kinds = {
  feed: {
    title: "In the feed and in the audit log",
    about: "What members see happen in their workspace.",
  },
  audit_only: {
    title: "In the audit log alone",
    about:
      "Accounts, sessions and API tokens. Refused attempts are recorded too, under what was attempted.",
  },
} as const;

/** The catalogue of everything that is recorded. */
export function eventPage(base: string): string {
  return layout(base, {
    title: "Events",
    body: html`<main class="page">
<h1>Events</h1>
<p>One event a command: its <code>type</code>, who did it, to what, and <code>data</code>, whose shape is given
with each type; <code>data.changes</code> holds the fields that changed, each with <code>from</code> and
<code>to</code>. Later versions may add types, and fields to <code>data</code>: a client passes over what it does
not know. The contract has a schema for every type of the feed.</p>
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
${types.map(entry)}
</dl>`;
}

function entry(type: EventType): Html {
  const { about, data } = eventTypes[type];
  return html`<dt id="${type}"><code>${type}</code></dt>
<dd>${prose(about)}
<pre>${shapeOf(data)}</pre></dd>`;
}
