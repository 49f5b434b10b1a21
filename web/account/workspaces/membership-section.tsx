import { paths, takesClick } from "../../routes.ts";
import { me, slugOf } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { NewWorkspace } from "./new-workspace.tsx";
import { goToWorkspace } from "./open-workspace.ts";

/** The workspaces that one is a member of, and the form of a new one. */
export function MembershipSection() {
  const memberships = me.value?.memberships ?? [];
  return (
    <Section title={words.memberships}>
      <ul class="entries" aria-label={words.memberships}>
        {memberships.map((membership) => (
          <li key={membership.workspace_id} class="entry">
            <div class="entry-main">
              <p class="entry-title">
                <a
                  class="entry-link"
                  href={paths.myWork(slugOf(membership))}
                  onClick={(event) => {
                    if (takesClick(event)) goToWorkspace(membership);
                  }}
                >
                  {membership.workspace_name}
                </a>
              </p>
              <p class="entry-detail">@{membership.handle}</p>
            </div>
            <span class="entry-role">{settingsWords.roles[membership.role]}</span>
          </li>
        ))}
      </ul>
      <NewWorkspace
        label={words.createWorkspace}
        hint={words.createWorkspaceHint}
        action={words.createWorkspaceAction}
        isInline
      />
    </Section>
  );
}
