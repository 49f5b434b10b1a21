import { Icon } from "../../ui/marks/icon.tsx";
import { ticketWords } from "../../words/en/ticket.ts";

const words = ticketWords.description;

/** Somebody saved another text. It is read aloud, and the text area stays as it is. */
export function ChangedMeanwhile({ author }: { author?: string | undefined }) {
  return (
    <p class="text-outdated" role="status">
      <Icon name="circle-alert" size={15} />
      {author === undefined ? words.changedMeanwhile : words.changedMeanwhileBy(author)}
    </p>
  );
}
