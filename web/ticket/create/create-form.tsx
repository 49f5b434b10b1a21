import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { navigate, paths } from "../../routes.ts";
import { loadDraft, onDraftRestored, removeDraft, saveDraft } from "../../store/drafts.ts";
import { showToast } from "../../store/toasts.ts";
import { projectById, workspace } from "../../store/workspace.ts";
import { createTicket, moveTicket } from "../../store/writes.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { MarkdownBox } from "../markdown/markdown-box.tsx";
import { CreateChips, CreateProject } from "./create-fields.tsx";
import { emptyDraft, isEmptyDraft, type NewTicketDraft, toNewTicket } from "./draft.ts";
import { newTicketDraft } from "./draft-name.ts";

const words = ticketWords.create;
const TITLE_LENGTH = 200;

interface CreateFormProps {
  projectId: string;
  status: string | undefined;
  close: () => void;
}

/** The dialog for a new ticket, or the reason why there can be none. */
export function CreateTicket({
  projectId,
  ...rest
}: Omit<CreateFormProps, "projectId"> & { projectId: string | undefined }) {
  if (projectId !== undefined) return <CreateForm projectId={projectId} {...rest} />;
  return (
    <Dialog label={words.label} onClose={rest.close}>
      <div class="dialog-stack">
        <p>{words.noProject}</p>
        <div class="dialog-foot">
          <button type="button" class="button" data-first onClick={rest.close}>
            {ticketWords.pick.cancel}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function CreateForm({ projectId, status, close }: CreateFormProps) {
  const { draft, change, name } = useNewTicket(projectId);
  const [hasAnother, setAnother] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const description = useRef<HTMLTextAreaElement>(null);
  const submit = () => {
    const ticket = draft.peek();
    if (ticket.title.trim() === "") return;
    void send({ draft: ticket, name, status });
    if (hasAnother) {
      change({ ...emptyDraft(ticket.projectId), labels: ticket.labels });
      form.current?.querySelector("textarea")?.focus();
    } else close();
  };
  return (
    <Dialog label={words.label} onClose={close} kind="bare">
      <form
        ref={form}
        class="create"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <header class="create-head">
          <CreateProject draft={draft} change={change} />
          <span class="grow" />
          <button type="button" class="icon-button" aria-label={words.close} onClick={close}>
            <Icon name="x" />
          </button>
        </header>
        <textarea
          data-first
          class="create-title"
          rows={1}
          maxLength={TITLE_LENGTH}
          placeholder={words.titlePlaceholder}
          aria-label={words.title}
          value={draft.value.title}
          onInput={(event) =>
            change({ title: event.currentTarget.value.replace(/\s*\n\s*/g, " ") })
          }
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing)
              return;
            event.preventDefault();
            description.current?.focus();
          }}
        />
        <MarkdownBox
          area={description}
          class="create-text"
          label={words.description}
          placeholder={words.descriptionPlaceholder}
          rows={6}
          value={draft.value.description}
          onInput={(text) => change({ description: text })}
          onSubmit={submit}
        />
        <CreateChips draft={draft} change={change} />
        <footer class="create-foot">
          <label class="create-another">
            <input
              type="checkbox"
              checked={hasAnother}
              onChange={(event) => setAnother(event.currentTarget.checked)}
            />
            {words.another}
          </label>
          <span class="grow" />
          <button
            type="submit"
            class="button button-primary"
            disabled={draft.value.title.trim() === ""}
          >
            {words.submit}
            <Kbd keys="Ctrl ⏎" />
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What is typed, which survives the dialog and a reload. */
function useNewTicket(projectId: string): {
  name: string;
  draft: Signal<NewTicketDraft>;
  change: (changes: Partial<NewTicketDraft>) => void;
} {
  const name = newTicketDraft();
  const draft = useSignal(storedDraft(name, projectId));
  const change = (changes: Partial<NewTicketDraft>) => {
    draft.value = { ...draft.peek(), ...changes };
    if (isEmptyDraft(draft.peek())) removeDraft(name);
    else saveDraft(name, draft.peek());
  };
  useEffect(
    () =>
      onDraftRestored((restored) => {
        // One that is written in the dialog meanwhile is a draft itself, and the other one is put aside.
        if (restored.name !== name || !isEmptyDraft(draft.peek())) return;
        draft.value = storedDraft(name, projectId);
      }),
    [name],
  );
  return { name, draft, change };
}

/** Its project may have been archived since. */
function storedDraft(name: string, projectId: string): NewTicketDraft {
  const stored = loadDraft<Partial<NewTicketDraft>>(name) ?? {};
  const isOpen = projectById(stored.projectId ?? "")?.archived_at === null;
  return { ...emptyDraft(projectId), ...stored, ...(!isOpen && { projectId }) };
}

/** Sends the new ticket. If it is refused, what was typed is the draft again. */
async function send({
  draft,
  name,
  status,
}: {
  draft: NewTicketDraft;
  name: string;
  status: string | undefined;
}): Promise<void> {
  removeDraft(name);
  const result = await createTicket(toNewTicket(draft), { draft: { name, value: draft } });
  if (!result.ok || !result.ticket) return;
  const { id, key, status: first } = result.ticket;
  if (status !== undefined && status !== first) await moveTicket(id, status);
  const path = paths.ticket(workspace.peek()?.slug ?? "", key);
  showToast({
    text: words.created(key),
    action: { label: words.open, run: () => navigate(path, { panel: true }) },
  });
}
