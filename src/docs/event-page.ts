import { type EventType, eventTypes } from "../events/catalogue/event-types.ts";
import { type Html, html, prose } from "./html.ts";
import { layout } from "./layout.ts";
import { shapeOf } from "./shape.ts";

const kinds = {
  feed: {
    title: "In the feed and in the audit log",
    about: "What happens in a workspace, visible to its members.",
  },
  audit_only: {
    title: "In the audit log only",
    about:
      "Accounts, sessions and API tokens. A refused attempt is recorded under the type of what was attempted, or, if it would not have caused an event, under the permission that it required.",
  },
} as const;

/** The catalogue of everything that is recorded. */
export function eventPage(base: string): string {
  return layout(base, {
    title: "Events",
    body: html`<main class="page">
<h1>Events</h1>
<p>Every command records one event: its <code>type</code>, the actor, the subject, and <code>data</code>, whose shape is
listed for each type. <code>data.changes</code> holds the changed fields, each with <code>from</code> and
<code>to</code>; of a description or a comment it says only <code>{"changed": true}</code>. Later versions may add types, and fields of <code>data</code>. A client must ignore what it does not
know. The contract has a schema for every event type of the feed.</p>
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
