import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { loadDraft, saveDraft } from "../store/drafts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shellWords } from "../words/en/shell.ts";
import { newTicketDraft } from "./create/draft-name.ts";
import { closeCreate, createRequest } from "./create.ts";

/** The app has one. */
export function CreateDialog() {
  const open = createRequest.value;
  return open ? <CreateTicket {...open} close={closeCreate} /> : null;
}

const CreateTicket = lazyPart(
  () => loadLaterParts().then((parts) => parts.CreateTicket),
  TitleOfDraft,
);

/** What is typed while the dialog is loading is the title of its draft. */
function TitleOfDraft() {
  const name = newTicketDraft();
  return (
    <Dialog label={shellWords.newTicket} onClose={closeCreate} kind="bare">
      <div class="create" aria-busy="true">
        <textarea
          data-first
          class="create-title"
          rows={1}
          aria-label={shellWords.newTicket}
          value={loadDraft<{ title?: string }>(name)?.title ?? ""}
          onInput={(event) => {
            saveDraft(name, { ...loadDraft<object>(name), title: event.currentTarget.value });
          }}
        />
      </div>
    </Dialog>
  );
}
