import type { ComponentChildren } from "preact";
import { Mark } from "../ui/marks/mark.tsx";

/** The card in the middle of a page that is shown before anybody is signed in. */
export function Door({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="door" id="main">
      <div class="door-card">
        <Mark size={40} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
