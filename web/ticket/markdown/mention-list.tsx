import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Avatar } from "../../ui/marks/avatar.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import type { Person } from "../pickers/match-people.ts";
import { placeInTextArea } from "./caret-place.ts";

const EDGE = 8;
const GAP = 4;

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
    const place = () => {
      if (list.current && area.current) {
        placeList(list.current, placeInTextArea(area.current, from));
      }
    };
    place();
    // A dialog or a panel that scrolls would cut off a list that scrolled with it.
    addEventListener("scroll", place, true);
    addEventListener("resize", place);
    return () => {
      removeEventListener("scroll", place, true);
      removeEventListener("resize", place);
    };
  }, [from, people.length]);
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

/** Below the line, or above it where the window ends. The keyboard of a phone covers a part of the window. */
function placeList({ style, offsetWidth, offsetHeight }: HTMLElement, line: DOMRect): void {
  const bottom = (visualViewport?.height ?? innerHeight) - EDGE;
  const below = line.bottom + GAP;
  const top = below + offsetHeight > bottom ? line.top - GAP - offsetHeight : below;
  style.left = `${Math.max(EDGE, Math.min(line.left, innerWidth - offsetWidth - EDGE))}px`;
  style.top = `${Math.max(EDGE, top)}px`;
}
