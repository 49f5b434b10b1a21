import { useState } from "preact/hooks";
import { loadDraft, removeDraft, saveDraft } from "../store/drafts.ts";
import {
  type TransitionDetails,
  type TransitionRequest,
  transitionRequest,
} from "../store/transitions/ask-transition.ts";
import { reasonDraftName } from "../store/transitions/reason-draft.ts";
import { statusName } from "../store/workspace.ts";
import { Dialog } from "../ui/dialog.tsx";
import { StatusGlyph } from "../ui/marks/glyphs.tsx";
import { boardWords } from "../words/en/board.ts";

const REASON_MAX = 2000;
type Resolution = NonNullable<TransitionDetails["resolution"]>;

/** Asks for the reason or the resolution of a transition, before anything is sent. */
export function TransitionDialog() {
  const request = transitionRequest.value;
  if (!request) return null;
  return <TransitionForm key={request.tickets[0]?.id} request={request} />;
}

function TransitionForm({ request }: { request: TransitionRequest }) {
  const { tickets, to, reasonRequired, resolutionRequired, answer } = request;
  const { reason, writeReason, forgetReason } = useReason(request);
  const [resolution, setResolution] = useState<Resolution>("done");
  const isReady = !reasonRequired || reason.trim() !== "";
  const send = () => {
    if (!isReady) return;
    forgetReason();
    answer({
      ...(reasonRequired && { reason: reason.trim() }),
      ...(resolutionRequired && { resolution }),
    });
  };
  return (
    <Dialog
      label={boardWords.moveDialog(tickets, statusName(to))}
      onClose={() => answer(undefined)}
    >
      <form
        class="transition-form"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      >
        <TransitionLine request={request} />
        {resolutionRequired && <ResolutionChoice value={resolution} onChange={setResolution} />}
        {reasonRequired && (
          <label class="field">
            <span class="field-label">{boardWords.reason}</span>
            <textarea
              data-first={!resolutionRequired}
              rows={3}
              maxLength={REASON_MAX}
              value={reason}
              onInput={(event) => writeReason(event.currentTarget.value)}
            />
          </label>
        )}
        <div class="dialog-foot">
          <button type="button" class="button" onClick={() => answer(undefined)}>
            {boardWords.leaveIt}
          </button>
          <button type="submit" class="button button-primary" disabled={!isReady}>
            {boardWords.moveTo(statusName(to))}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** What is typed is a draft, which is there again after the ticket was left or kept where it is. */
function useReason({ tickets, to }: TransitionRequest) {
  const draft = reasonDraftName(
    tickets.map(({ id }) => id),
    to,
  );
  const [reason, setReason] = useState(() => loadDraft(draft) ?? "");
  const writeReason = (text: string) => {
    setReason(text);
    if (text === "") removeDraft(draft);
    else saveDraft(draft, text);
  };
  return { reason, writeReason, forgetReason: () => removeDraft(draft) };
}

function TransitionLine({ request: { tickets, to } }: { request: TransitionRequest }) {
  const [ticket] = tickets;
  if (!ticket) return null;
  const isOne = tickets.length === 1;
  return (
    <p class="transition-line">
      <b>{isOne ? ticket.key : boardWords.tickets(tickets.length)}</b>
      {isOne && (
        <>
          <StatusGlyph projectId={ticket.project_id} status={ticket.status} />
          {statusName(ticket.status)}
        </>
      )}
      <span aria-hidden="true">→</span>
      <span class="visually-hidden">{boardWords.to}</span>
      <StatusGlyph projectId={ticket.project_id} status={to} />
      {statusName(to)}
    </p>
  );
}

function ResolutionChoice({
  value,
  onChange,
}: {
  value: Resolution;
  onChange: (resolution: Resolution) => void;
}) {
  return (
    <fieldset class="transition-choices">
      <legend>{boardWords.resolution}</legend>
      {boardWords.resolutions.map(({ id, name, meaning }, index) => (
        <label key={id} class="transition-choice">
          <input
            type="radio"
            name="resolution"
            value={id}
            checked={value === id}
            data-first={index === 0}
            onChange={() => onChange(id)}
          />
          <span>
            <b>{name}</b>
            <small>{meaning}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
