import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import type { Person } from "../pickers/match-people.ts";
import { placeInTextArea } from "./caret-place.ts";

/** The members who are offered below the `@` that is being written. The text area keeps the focus. */
export function MentionList({
  area,
  from,
  people,
  at,
  choose,
}: {
  area: RefObject<HTMLTextAreaElement | null>;
  from: number;
  people: readonly Person[];
  at: number;
  choose: (person: Person) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!list.current || !area.current) return;
    const place = placeInTextArea(area.current, from);
    const most = area.current.offsetWidth - list.current.offsetWidth;
    list.current.style.left = `${Math.max(0, Math.min(place.left, most))}px`;
    list.current.style.top = `${place.top + 4}px`;
  }, [from]);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div
      ref={list}
      id="mention-list"
      class="mention-list scroll"
      role="listbox"
      aria-label={ticketWords.markdown.people}
    >
      {people.map((person, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the text area keeps the focus and names the choice.
        <div
          key={person.user_id}
          id={`mention-${index}`}
          class="mention-choice"
          role="option"
          aria-selected={index === at}
          // Before the text area loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            choose(person);
          }}
        >
          <Avatar id={person.user_id} name={person.name} size={18} />
          <span class="grow cut">{person.name}</span>
          <span class="hint">@{person.handle}</span>
        </div>
      ))}
    </div>
  );
}
