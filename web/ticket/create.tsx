import { signal } from "@preact/signals";
import { route } from "../routes.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { loadDraft, saveDraft } from "../store/drafts.ts";
import { can, projectByKey, projects } from "../store/workspace.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shellWords } from "../words/en/shell.ts";
import { newTicketDraft } from "./create/draft-name.ts";
import { loadTicketParts } from "./load-ticket-parts.ts";

export interface CreateOptions {
  /** The project in view, unless it is said. */
  projectId?: string | undefined;
  /** Where the new ticket moves to, if the workflow allows it. */
  status?: string | undefined;
}

const asked = signal<{ projectId: string | undefined; status: string | undefined } | undefined>(
  undefined,
);

/** Opens the dialog for a new ticket, for those who may create one. */
export function openCreate({ projectId, status }: CreateOptions = {}): void {
  if (!can("ticket:create")) return;
  const open = projects.peek().filter(({ archived_at }) => archived_at === null);
  const wanted = [projectId, projectInView(), open[0]?.id];
  const id = wanted.find((each) => open.some((project) => project.id === each));
  asked.value = { projectId: id, status };
}

function projectInView(): string | undefined {
  const shown = route.peek();
  const key =
    "projectKey" in shown
      ? shown.projectKey
      : "ticketKey" in shown
        ? shown.ticketKey.split("-")[0]
        : undefined;
  return key === undefined ? undefined : projectByKey(key)?.id;
}

/** The app has one. */
export function CreateDialog() {
  const open = asked.value;
  return open ? <CreateTicket {...open} close={close} /> : null;
}

const CreateTicket = lazyPart(
  () => loadTicketParts().then(({ CreateTicket }) => CreateTicket),
  TitleOfDraft,
);

/** What is typed while the dialog is loading is the title of its draft. */
function TitleOfDraft() {
  const name = newTicketDraft();
  return (
    <Dialog label={shellWords.newTicket} onClose={close} kind="bare">
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

function close(): void {
  asked.value = undefined;
}
