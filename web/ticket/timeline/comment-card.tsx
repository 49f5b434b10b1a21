import { useState } from "preact/hooks";
import type { Comment } from "../../../client/index.ts";
import { address } from "../../routes.ts";
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
import type { TextDraft } from "../markdown/text-draft.ts";
import { useTextDraft } from "../markdown/use-text-draft.ts";
import { memberText } from "../member-text.ts";
import { openCommentVersions } from "../versions/asked-versions.ts";
import { CommentEditor } from "./comment-editor.tsx";

const words = activityWords.comment;

/** A comment with a link of its own, and what its author or an admin may do with it. */
export function CommentCard({
  ticket,
  comment,
  isReadOnly,
  onSaved,
}: {
  ticket: StoredTicket;
  comment: Comment;
  isReadOnly: boolean;
  /** Shows the comment that the server has answered with, before its event arrives. */
  onSaved: (comment: Comment) => void;
}) {
  const isOwn = comment.author_id === myId.value;
  const mayEdit = !isReadOnly && (can("comment:edit_any") || (isOwn && can("comment:edit_own")));
  const current = { version: comment.version, text: comment.body };
  const draft = useTextDraft({ name: `edit:${comment.id}`, current, mayEdit });
  const [isDeleting, setDeleting] = useState(false);
  const author = memberText(comment.author_id);
  const isLinked = address.value.endsWith(`#comment-${comment.id}`);
  const ref = { ticketId: ticket.id, commentId: comment.id };

  const save = async (edited: TextDraft) => {
    draft.close();
    const result = await editComment({ ...ref, version: edited.base.version }, edited.text.trim(), {
      base: edited.base.text ?? "",
      draft: { name: draft.name, value: edited },
    });
    // Refused, or the question about a conflict was closed: what was typed is the draft again.
    if (!result.ok) return draft.start();
    if (!result.comment) return;
    draft.follow({ version: result.comment.version, text: result.comment.body });
    onSaved(result.comment);
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
            edit={draft.start}
            remove={() => setDeleting(true)}
          />
        </header>
        {draft.value ? (
          <CommentEditor
            current={current}
            draft={draft.value}
            starts={draft.starts}
            onInput={draft.write}
            save={save}
            discard={draft.discard}
            close={() => {
              draft.close();
              draft.remove();
            }}
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
