import { ticketSignal } from "../store/tickets.ts";
import { transitionsFrom } from "../store/workspace.ts";
import { moveTicket } from "../store/writes.ts";
import { drag } from "./drag-state.ts";

/** A mouse lifts a card when it has moved this far. */
const START_PX = 6;
/** A finger lifts a card when it has rested this long; until then it scrolls. */
const HOLD_MS = 280;
const EDGE_PX = 60;
const EDGE_STEP_PX = 14;

/**
 * Begins what may become a drag, by mouse, pen or finger. A card is dropped on a column; its place there
 * follows from the order.
 */
export function startDrag(down: PointerEvent, id: string): void {
  if (down.button !== 0 || down.shiftKey || down.metaKey || down.ctrlKey || drag.peek()) return;
  const card = down.currentTarget as HTMLElement;
  const gesture = createGesture(down, card, id);
  const isTouch = down.pointerType === "touch";
  const hold = isTouch ? setTimeout(gesture.lift, HOLD_MS) : undefined;
  const end = new AbortController();
  const listen = { signal: end.signal };
  const finish = (isDropped: boolean) => {
    clearTimeout(hold);
    end.abort();
    gesture.end(isDropped);
  };

  addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== down.pointerId) return;
      const isFar =
        Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > START_PX;
      if (!drag.peek() && isFar) {
        if (isTouch) return finish(false);
        gesture.lift();
      }
      gesture.follow(event);
    },
    listen,
  );
  addEventListener("pointerup", () => finish(true), listen);
  addEventListener("pointercancel", () => finish(false), listen);
  addEventListener("blur", () => finish(false), listen);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !drag.peek()) return;
      event.stopPropagation();
      event.preventDefault();
      finish(false);
    },
    { ...listen, capture: true },
  );
  if (!isTouch) return;
  // Once the card is lifted, the finger moves it and no longer scrolls.
  addEventListener(
    "touchmove",
    (event) => {
      if (drag.peek()) event.preventDefault();
    },
    { ...listen, passive: false },
  );
  addEventListener("contextmenu", (event) => event.preventDefault(), listen);
}

/** The card under the pointer: lifts it, moves it and puts it down. */
function createGesture(down: PointerEvent, card: HTMLElement, id: string) {
  const box = card.getBoundingClientRect();
  let last = down;
  let ghost: HTMLElement | undefined;
  let frame = 0;

  function follow(event: PointerEvent): void {
    last = event;
    if (!ghost) return;
    const left = event.clientX - down.clientX + box.left;
    const top = event.clientY - down.clientY + box.top;
    ghost.style.transform = `translate(${left}px, ${top}px) rotate(1.4deg)`;
    const over = statusAt(event);
    if (drag.peek()?.over !== over) drag.value = { id, over };
  }

  /** Near an edge, the board scrolls on under the card. */
  function scrollAtEdge(): void {
    const board = document.querySelector<HTMLElement>(".board");
    if (board) {
      const { left, right } = board.getBoundingClientRect();
      if (last.clientX < left + EDGE_PX) board.scrollLeft -= EDGE_STEP_PX;
      if (last.clientX > right - EDGE_PX) board.scrollLeft += EDGE_STEP_PX;
    }
    frame = requestAnimationFrame(scrollAtEdge);
  }

  return {
    follow,
    lift(): void {
      const ticket = ticketSignal(id)?.peek();
      if (ghost || !ticket) return;
      if (transitionsFrom(ticket.project_id, ticket.status).length === 0) return;
      ghost = createGhost(card, box);
      document.documentElement.classList.add("is-dragging");
      drag.value = { id, over: undefined };
      frame = requestAnimationFrame(scrollAtEdge);
      follow(last);
    },
    end(isDropped: boolean): void {
      cancelAnimationFrame(frame);
      document.documentElement.classList.remove("is-dragging");
      ghost?.remove();
      const over = drag.peek()?.over;
      if (!ghost) return;
      drag.value = undefined;
      swallowClick();
      const isMove = over !== undefined && over !== ticketSignal(id)?.peek().status;
      if (isDropped && isMove && mayDrop(id, over)) void moveTicket(id, over);
    },
  };
}

function mayDrop(id: string, status: string): boolean {
  const ticket = ticketSignal(id)?.peek();
  if (!ticket) return false;
  return transitionsFrom(ticket.project_id, ticket.status).some(({ to }) => to === status);
}

function createGhost(card: HTMLElement, { width, height }: DOMRect): HTMLElement {
  const ghost = card.cloneNode(true) as HTMLElement;
  ghost.classList.add("card-ghost");
  ghost.removeAttribute("href");
  ghost.removeAttribute("data-id");
  ghost.setAttribute("aria-hidden", "true");
  Object.assign(ghost.style, { width: `${width}px`, height: `${height}px` });
  document.body.append(ghost);
  return ghost;
}

function statusAt({ clientX, clientY }: PointerEvent): string | undefined {
  const elements = document.elementsFromPoint(clientX, clientY);
  const column = elements.find((element) => element.classList.contains("column"));
  return (column as HTMLElement | undefined)?.dataset.status;
}

/** The click that follows a drop opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, true), 50);
}
