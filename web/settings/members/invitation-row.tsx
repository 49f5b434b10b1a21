import { useState } from "preact/hooks";
import type { Member } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { memberWords as words } from "../../words/en/members.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { Invited } from "./invite-form.tsx";

interface InvitationRowProps {
  invitation: Member;
  onChange: (next: Member | undefined) => void;
}

/** Somebody who is invited, with ways to renew the invitation and to withdraw it. */
export function InvitationRow({ invitation, onChange }: InvitationRowProps) {
  const [isWithdrawing, setWithdrawing] = useState(false);
  const [shown, setShown] = useState<Member>();
  const [error, setError] = useState<unknown>();
  const { workspace_id, role, link, state, expires_at } = invitation;
  const email = invitation.email ?? "";
  const inviteAgain = async () => {
    setError(undefined);
    try {
      const renewed = await api.inviteMember({ workspace_id, email, role });
      onChange(renewed);
      setShown(renewed);
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <li class="entry entry-wrapping">
      <Icon name="mail" size={18} />
      <div class="entry-main">
        <p class="entry-title">
          {email}
          {state === "expired" && <span class="tag tag-bad">{words.expired}</span>}
        </p>
        <p class="entry-detail">
          {settingsWords.roles[role]}
          {state === "invited" && expires_at && (
            <>
              {" · "}
              {words.ends} <RelativeTime at={expires_at} />
            </>
          )}
        </p>
      </div>
      {link !== null && !shown && (
        <button class="button button-small" type="button" onClick={() => setShown(invitation)}>
          {words.showLink}
        </button>
      )}
      <button class="button button-small" type="button" onClick={() => void inviteAgain()}>
        {words.inviteAgain}
      </button>
      <button class="button button-small" type="button" onClick={() => setWithdrawing(true)}>
        {words.withdraw}
      </button>
      {shown && <Invited invitation={shown} />}
      <Failure error={error} />
      {isWithdrawing && (
        <ConfirmDialog
          title={words.withdrawTitle(email)}
          action={words.withdraw}
          close={() => setWithdrawing(false)}
          run={async () => {
            const invitation_id = invitation.invitation_id ?? "";
            await api.withdrawInvitation({ workspace_id, invitation_id });
            onChange(undefined);
          }}
        >
          {words.withdrawText}
        </ConfirmDialog>
      )}
    </li>
  );
}
