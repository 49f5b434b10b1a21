import type { ComponentChildren } from "preact";

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
