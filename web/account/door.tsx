import type { ComponentChildren } from "preact";
import { askToSignOut } from "../shell/sign-out.tsx";
import { me } from "../store/workspace.ts";
import { Mark } from "../ui/marks/mark.tsx";
import { shellWords } from "../words/en/shell.ts";

/**
 * The card in the middle of a page without a workspace. Somebody who is signed in sees as whom, and can
 * sign out: it may be the wrong account.
 */
export function Door({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="door" id="main">
      <div class="door-card">
        <Mark size={40} />
        <h1>{title}</h1>
        {children}
        {me.value && (
          <p class="hint door-foot">
            <span class="cut">{me.value.user.email}</span>
            <button type="button" class="link" onClick={askToSignOut}>
              {shellWords.signOut}
            </button>
          </p>
        )}
      </div>
    </main>
  );
}
