import { useRef } from "preact/hooks";
import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { loadDraft, saveDraft } from "../store/drafts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shellWords } from "../words/en/shell.ts";
import { newTicketDraft } from "./create/draft-name.ts";
import { oneLine, onPlainEnter } from "./create/title-keys.ts";
import { type CreateRequest, closeCreate, createRequest } from "./create.ts";

/** The app has one. */
export function CreateDialog() {
  const open = createRequest.value;
  return open ? <CreateTicket {...open} close={closeCreate} /> : null;
}

const CreateTicket = lazyPart(
  () => loadLaterParts().then((parts) => parts.CreateTicket),
  DraftWhileLoading,
);

interface TypedDraft {
  title?: string;
  description?: string;
}

/** Takes the keys until the dialog has loaded: what is typed is its draft, and where it goes on. */
function DraftWhileLoading(open: CreateRequest) {
  const name = newTicketDraft();
  const description = useRef<HTMLTextAreaElement>(null);
  const draft = loadDraft<TypedDraft>(name);
  const change = (changes: TypedDraft) =>
    saveDraft(name, { ...loadDraft<TypedDraft>(name), ...changes });
  return (
    <Dialog label={shellWords.newTicket} onClose={closeCreate} kind="bare">
      <form
        class="create"
        aria-busy="true"
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          createRequest.value = { ...open, isSubmitted: true };
        }}
      >
        <textarea
          data-first
          class="create-title"
          rows={1}
          aria-label={shellWords.titleOfNewTicket}
          value={draft?.title ?? ""}
          onInput={(event) => change({ title: oneLine(event.currentTarget.value) })}
          onKeyDown={onPlainEnter(() => {
            createRequest.value = { ...open, isInDescription: true };
            description.current?.focus();
          })}
        />
        <textarea
          ref={description}
          class="create-text"
          rows={6}
          aria-label={shellWords.descriptionOfNewTicket}
          value={draft?.description ?? ""}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </form>
    </Dialog>
  );
}
