import { useState } from "preact/hooks";
import type { OwnInvitation } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { ConfirmDialog } from "../../settings/confirm-dialog.tsx";
import { showToast } from "../../store/toasts.ts";
import { loadMemberships, me } from "../../store/workspace.ts";
import { Icon } from "../../ui/marks/icon.tsx";
import { Section } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { settingsWords } from "../../words/en/settings.ts";

/** The invitations to one's own address. */
export function InvitationSection() {
  const invitations = me.value?.invitations ?? [];
  return (
    <Section title={words.invitations}>
      {invitations.length === 0 && <p class="note">{words.noInvitation}</p>}
      <ul class="entries" aria-label={words.invitations}>
        {invitations.map((invitation) => (
          <Invitation key={invitation.workspace_id} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

function Invitation({ invitation }: { invitation: OwnInvitation }) {
  const [error, setError] = useState<unknown>();
  const [isDeclining, setDeclining] = useState(false);
  const { workspace_id, workspace_name: name, role, created_at, state } = invitation;
  const accept = async () => {
    setError(undefined);
    try {
      await api.acceptInvitation({ workspace_id });
      showToast({ text: words.joined(name) });
      await loadMemberships();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <li class="entry entry-wrapping">
      <Icon name="mail" size={18} />
      <div class="entry-main">
        <p class="entry-title">{name}</p>
        <p class="entry-detail">
          {settingsWords.roles[role]} · <RelativeTime at={created_at} />
        </p>
      </div>
      {state === "expired" ? (
        <span class="tag tag-bad">{words.expired}</span>
      ) : (
        <button
          class="button button-small button-primary"
          type="button"
          aria-label={words.acceptOf(name)}
          onClick={() => void accept()}
        >
          {words.accept}
        </button>
      )}
      <button
        class="button button-small"
        type="button"
        aria-label={words.declineOf(name)}
        onClick={() => setDeclining(true)}
      >
        {words.decline}
      </button>
      <Failure error={error} />
      {isDeclining && (
        <ConfirmDialog
          title={words.declineTitle(name)}
          action={words.decline}
          close={() => setDeclining(false)}
          run={async (options) => {
            await api.declineInvitation({ workspace_id }, options);
            await loadMemberships();
          }}
        >
          {words.declineText}
        </ConfirmDialog>
      )}
    </li>
  );
}
