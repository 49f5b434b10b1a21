import { statusName, type Transition } from "../store/workspace.ts";
import { boardWords } from "../words/en/board.ts";

/** What a column is for the card that is lifted. `shut` fades, because no drop is possible there. */
export interface DropTarget {
  kind: "none" | "home" | "open" | "shut";
  isOver: boolean;
  /** What a drop does or asks for. */
  note: string | undefined;
}

export const noTarget: DropTarget = { kind: "none", isOver: false, note: undefined };

/** Decides by the rule of the server: the transitions that the caller may take from where the card is. */
export function dropTarget(
  status: string,
  {
    from,
    over,
    transitions,
  }: { from: string; over: string | undefined; transitions: readonly Transition[] },
): DropTarget {
  const isOver = over === status;
  if (from === status) return { kind: "home", isOver, note: undefined };
  const transition = transitions.find(({ to }) => to === status);
  if (!transition) return { kind: "shut", isOver, note: undefined };
  const name = statusName(status);
  const asks = boardWords.asks(name, transition);
  return { kind: "open", isOver, note: asks ?? (isOver ? boardWords.moveTo(name) : undefined) };
}
