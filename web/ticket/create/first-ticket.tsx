import { Kbd } from "../../ui/kbd.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { openCreate } from "../create.ts";

/** What a project without tickets offers those who may write them. */
export function FirstTicket({ projectId }: { projectId: string }) {
  return (
    <button type="button" class="button" onClick={() => openCreate({ projectId })}>
      {ticketWords.create.first}
      <Kbd keys="C" />
    </button>
  );
}
