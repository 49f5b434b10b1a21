import type { ComponentChildren } from "preact";

/** A page of settings: a heading, a sentence about it, actions at its right, and sections. */
export function Page({
  title,
  intro,
  actions,
  children,
}: {
  title: string;
  intro?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="page scroll">
      <div class="page-body">
        <header class="page-head">
          <div class="grow">
            <h1>{title}</h1>
            {intro && <p>{intro}</p>}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}

/** A part of a page with a heading of its own. */
export function Section({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="page-section">
      <h2>{title}</h2>
      {intro && <p class="page-intro">{intro}</p>}
      {children}
    </section>
  );
}
