import { useEffect, useRef, useState } from "preact/hooks";
import { withPlainLineEnds } from "../../store/merge.ts";
import type { StoredTicket } from "../../store/tickets.ts";
import { showToast } from "../../store/toasts.ts";
import { editTicket } from "../../store/writes.ts";
import { Skeleton } from "../../ui/empty-state.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { Html } from "../../ui/prose/html.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { countBoxes, setTask } from "../markdown/tasks.ts";
import type { CurrentText, TextDraft } from "../markdown/text-draft.ts";
import { useTextDraft } from "../markdown/use-text-draft.ts";
import { PartHeading } from "../part-heading.tsx";
import { DescriptionEditor } from "./description-editor.tsx";

const words = ticketWords.description;

/** The text of a ticket: shown as the server rendered it, or edited as Markdown. */
export function Description({
  ticket,
  isPanel,
  mayEdit,
  isAsked,
}: {
  ticket: StoredTicket;
  isPanel: boolean;
  mayEdit: boolean;
  /** Grows when a key or the palette asks to edit the description. */
  isAsked: number;
}) {
  const current = currentText(ticket);
  const draft = useTextDraft({ name: `description:${ticket.id}`, current, mayEdit });
  const [saving, setSaving] = useState<string | undefined>(undefined);
  const { button, giveFocusBack } = useFocusBack();
  const isLoaded = current.text !== undefined;
  useEffect(() => {
    if (isAsked > 0 && mayEdit && isLoaded) draft.start();
  }, [isAsked, isLoaded]);

  const save = async (edited: TextDraft) => {
    draft.close();
    setSaving(edited.text);
    const description = edited.text.trim() === "" ? null : edited.text;
    const { version, text: before } = edited.base;
    const base = { ...ticket, version, description: before };
    const kept = { name: draft.name, value: edited };
    const result = await editTicket(ticket.id, { description }, { base, draft: kept });
    setSaving(undefined);
    giveFocusBack();
    // Refused, or the question about a conflict was closed: what was typed is the draft again.
    if (!result.ok) draft.start();
    else if (result.ticket) draft.follow(currentText(result.ticket));
  };

  return (
    <section class="description" aria-labelledby="description-heading">
      <header class="ticket-part-head">
        <PartHeading id="description-heading" isPanel={isPanel}>
          {words.heading}
        </PartHeading>
        <span class="grow" />
        {!draft.value && mayEdit && isLoaded && saving === undefined && (
          <button
            ref={button}
            type="button"
            class="button button-plain button-small"
            onClick={draft.start}
          >
            <Icon name="pencil" size={13} />
            {words.edit}
            <Kbd keys="E" />
          </button>
        )}
      </header>
      {draft.value ? (
        <DescriptionEditor
          ticket={ticket}
          current={current}
          draft={draft.value}
          starts={draft.starts}
          onInput={draft.write}
          save={save}
          discard={() => {
            draft.discard();
            giveFocusBack();
          }}
          close={() => {
            draft.close();
            giveFocusBack();
          }}
        />
      ) : saving !== undefined ? (
        <p class="description-saving prose">{saving}</p>
      ) : (
        <DescriptionText ticket={ticket} mayEdit={mayEdit} edit={draft.start} />
      )}
    </section>
  );
}

/** The button that opened the editor has the focus again when it is closed, unless something else has. */
function useFocusBack() {
  const button = useRef<HTMLButtonElement>(null);
  const giveFocusBack = () =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) button.current?.focus({ preventScroll: true });
    });
  return { button, giveFocusBack };
}

/** The description that is loaded, and its version, which may be older than the ticket's. */
function currentText({ version, textVersion, description }: StoredTicket): CurrentText {
  const isLoaded = textVersion !== undefined;
  return { version: textVersion ?? version, text: isLoaded ? description : undefined };
}

function DescriptionText({
  ticket,
  mayEdit,
  edit,
}: {
  ticket: StoredTicket;
  mayEdit: boolean;
  edit: () => void;
}) {
  const { description, description_html } = ticket;
  // A tick that was refused leaves the HTML as it was, and the box has to be drawn again.
  const [refusals, setRefusals] = useState(0);
  if (description === undefined) return <Skeleton />;
  if (description_html) {
    const onTask = async (index: number, isDone: boolean) => {
      if (!(await tickTask(ticket, { index, isDone }))) setRefusals((count) => count + 1);
    };
    return <Html key={refusals} html={description_html} {...(mayEdit && { onTask })} />;
  }
  if (!mayEdit) return <p class="hint">{words.none}</p>;
  return (
    <button type="button" class="description-empty" onClick={edit}>
      {words.empty}
    </button>
  );
}

/** Changes the line of a task that was ticked. It is an edit like any other: two of them merge. */
async function tickTask(
  ticket: StoredTicket,
  task: { index: number; isDone: boolean },
): Promise<boolean> {
  const text = withPlainLineEnds(ticket.description ?? "");
  const description = setTask(text, { ...task, boxes: countBoxes(ticket.description_html ?? "") });
  if (description === undefined) {
    showToast({ text: words.taskChanged, tone: "bad" });
    return false;
  }
  const base = { ...ticket, version: currentText(ticket).version };
  const { ok } = await editTicket(ticket.id, { description }, { base });
  return ok;
}
