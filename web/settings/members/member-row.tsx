import { useState } from "preact/hooks";
import type { Member } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Select } from "../../forms/fields.tsx";
import { Failure } from "../../loading/failure.tsx";
import { navigate, paths } from "../../routes.ts";
import { showToast } from "../../store/toasts.ts";
import { can, forgetMembership, myId, workspace } from "../../store/workspace.ts";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { memberWords as words } from "../../words/en/members.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { ConfirmDialog, Consequences } from "../confirm-dialog.tsx";
import { roleOptions } from "../roles.ts";

type Role = Member["role"];

interface MemberRowProps {
  member: Member;
  onChange: (next: Member | undefined) => void;
}

/** A member or a former one, with their role and a way to remove them, or to leave. */
export function MemberRow({ member, onChange }: MemberRowProps) {
  const [isRemoving, setRemoving] = useState(false);
  const { user_id, state } = member;
  const name = member.name ?? words.erased;
  const isMe = user_id === myId.value;
  const isActive = state === "active";
  return (
    <li class="entry entry-wrapping">
      <Avatar id={user_id} name={name} size={28} />
      <div class="entry-main">
        <p class="entry-title">
          {name}
          {isMe && <span class="tag">{words.you}</span>}
          {member.kind === "service" && <span class="tag">{words.service}</span>}
        </p>
        <p class="entry-detail">
          {[member.handle && `@${member.handle}`, member.email].filter(Boolean).join(" · ")}
        </p>
      </div>
      <span class="entry-time">
        {words.joined} <RelativeTime at={member.created_at} />
      </span>
      <RoleOf member={member} name={name} onChange={onChange} />
      {isActive && (isMe || can("member:manage")) && (
        <button class="button button-small" type="button" onClick={() => setRemoving(true)}>
          {isMe ? words.leave : words.remove}
          <span class="visually-hidden"> {isMe ? "" : name}</span>
        </button>
      )}
      {isRemoving && (
        <RemoveDialog
          member={member}
          onRemoved={() => onChange(undefined)}
          close={() => setRemoving(false)}
        />
      )}
    </li>
  );
}

/** The role, as a choice for those who may change it. It takes effect at once. */
function RoleOf({ member, name, onChange }: MemberRowProps & { name: string }) {
  const [error, setError] = useState<unknown>();
  const [wanted, setWanted] = useState<Role>();
  const { workspace_id, user_id } = member;
  if (!can("member:manage") || member.state !== "active" || user_id === null) {
    return <span class="entry-role">{settingsWords.roles[member.role]}</span>;
  }
  const change = async (role: Role) => {
    setError(undefined);
    setWanted(role);
    try {
      onChange(await api.updateMember({ workspace_id, user_id, role }));
      showToast({ text: words.roleChanged(name, settingsWords.roles[role]) });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <>
      <Select
        aria-label={words.roleOf(name)}
        options={roleOptions}
        value={wanted ?? member.role}
        disabled={wanted !== undefined}
        choose={(role) => void change(role as Role)}
      />
      <Failure error={error} />
    </>
  );
}

interface RemoveDialogProps {
  member: Member;
  onRemoved: () => void;
  close: () => void;
}

function RemoveDialog({ member, onRemoved, close }: RemoveDialogProps) {
  const { workspace_id, user_id, kind } = member;
  const name = member.name ?? words.erased;
  const isMe = user_id === myId.value;
  const remove = async () => {
    await api.removeMember({ workspace_id, user_id: user_id ?? "" });
    if (!isMe) return onRemoved();
    forgetMembership(workspace_id);
    navigate(paths.home());
  };
  const effects = isMe
    ? words.leaveEffects
    : kind === "service"
      ? words.removeServiceEffects
      : words.removeEffects;
  return (
    <ConfirmDialog
      title={isMe ? words.leaveTitle(workspace.value?.name ?? "") : words.removeTitle(name)}
      action={isMe ? words.leaveAction : words.removeAction(name)}
      run={remove}
      close={close}
    >
      <Consequences sentences={effects} />
    </ConfirmDialog>
  );
}
