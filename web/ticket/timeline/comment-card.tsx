import { useRef, useState } from "preact/hooks";
import type { Comment } from "../../../client/index.ts";
import { address } from "../../routes.ts";
import { loadDraft, removeDraft } from "../../store/drafts.ts";
import type { StoredTicket } from "../../store/tickets.ts";
import { can, mayReadVersions, myId } from "../../store/workspace.ts";
import { deleteComment, editComment } from "../../store/writes.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { type Choice, openPicker } from "../../ui/picker.tsx";
import { Html } from "../../ui/prose/html.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { activityWords } from "../../words/en/activity.ts";
import { copyLink } from "../copy/copy-to-clipboard.ts";
import { memberText } from "../member-text.ts";
import { openCommentVersions } from "../versions/asked-versions.ts";
import { CommentEditor } from "./composer.tsx";

const words = activityWords.comment;

/** A comment with a link of its own, and what its author or an admin may do with it. */
export function CommentCard({
  ticket,
  comment,
  isReadOnly,
}: {
  ticket: StoredTicket;
  comment: Comment;
  isReadOnly: boolean;
}) {
  const draftName = `edit:${comment.id}`;
  const isOwn = comment.author_id === myId.value;
  const mayEdit = !isReadOnly && (can("comment:edit_any") || (isOwn && can("comment:edit_own")));
  const [isEditing, setEditing] = useState(() => mayEdit && loadDraft(draftName) !== undefined);
  const [isDeleting, setDeleting] = useState(false);
  // An edit is sent under the version from which it began, whatever arrives meanwhile.
  const [editedVersion, setEditedVersion] = useState(comment.version);
  const latest = useRef(comment);
  latest.current = comment;
  const ref = { ticketId: ticket.id, commentId: comment.id };
  const edit = () => {
    setEditedVersion(latest.current.version);
    setEditing(true);
  };
  const author = memberText(comment.author_id);
  const isLinked = address.value.endsWith(`#comment-${comment.id}`);

  const save = async (body: string) => {
    setEditing(false);
    const { ok } = await editComment({ ...ref, version: editedVersion }, body);
    if (ok) removeDraft(draftName);
    else edit();
  };
  return (
    <li class="comment">
      <Avatar id={comment.author_id} size={26} />
      <article
        id={`comment-${comment.id}`}
        class={isLinked ? "comment-card comment-linked" : "comment-card"}
        aria-label={words.byName(author)}
        tabIndex={-1}
      >
        <header class="comment-head">
          <b class="cut">{author}</b>
          <RelativeTime at={comment.created_at} />
          {comment.edited_at && <span class="hint">{words.edited}</span>}
          <span class="grow" />
          <CommentMenu
            {...{ ticket, comment, mayEdit }}
            edit={edit}
            remove={() => setDeleting(true)}
          />
        </header>
        {isEditing ? (
          <CommentEditor
            name={draftName}
            body={comment.body}
            save={save}
            close={() => setEditing(false)}
          />
        ) : (
          <Html html={comment.body_html} />
        )}
      </article>
      {isDeleting && (
        <DeleteDialog
          close={() => setDeleting(false)}
          remove={() => {
            setDeleting(false);
            void deleteComment({ ...ref, version: comment.version });
          }}
        />
      )}
    </li>
  );
}

function CommentMenu({
  ticket,
  comment,
  mayEdit,
  edit,
  remove,
}: {
  ticket: StoredTicket;
  comment: Comment;
  mayEdit: boolean;
  edit: () => void;
  remove: () => void;
}) {
  const actions: Record<string, () => void> = {
    link: () => copyLink(ticket, comment.id),
    edit,
    remove,
    versions: () => openCommentVersions(ticket, comment),
  };
  const choices: Choice[] = [
    { id: "link", name: words.copyLink, icon: <Icon name="link" size={15} /> },
    ...(mayEdit ? [{ id: "edit", name: words.edit, icon: <Icon name="pencil" size={15} /> }] : []),
    ...(comment.edited_at && mayReadVersions(comment.author_id)
      ? [{ id: "versions", name: words.versions, icon: <Icon name="history" size={15} /> }]
      : []),
    ...(mayEdit
      ? [{ id: "remove", name: words.delete, icon: <Icon name="trash-2" size={15} /> }]
      : []),
  ];
  return (
    <button
      type="button"
      class="icon-button icon-button-small comment-menu"
      aria-label={words.more}
      aria-haspopup="dialog"
      onClick={(event) =>
        openPicker(event.currentTarget, {
          title: words.more,
          search: false,
          choices,
          pick: (id) => actions[id]?.(),
        })
      }
    >
      <Icon name="ellipsis" size={15} />
    </button>
  );
}

function DeleteDialog({ close, remove }: { close: () => void; remove: () => void }) {
  return (
    <Dialog label={words.delete} onClose={close}>
      <div class="dialog-stack">
        <p>{words.deleteQuestion}</p>
        <div class="dialog-foot">
          <button type="button" class="button" data-first onClick={close}>
            {words.cancel}
          </button>
          <button type="button" class="button button-danger" onClick={remove}>
            {words.confirmDelete}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
