/**
 * How tall a card is, known before it is drawn: a title has one line or two, labels take a row or none.
 * So the offsets of ten thousand cards are sums, the scroll bar is right from the start, and nothing jumps.
 * In pixels at a root font size of 16; `card.css` has the same sizes in rem.
 */
const TITLE_LINE = 19;
const FRAME = 50;
const LABELS = 26;
export const CARD_GAP = 8;
/** Padding and border of a card, left and right together. */
const SIDES = 25;
/** Text may turn out wider than measured. A line too much is better than a title that is cut off. */
const MARGIN = 2;

export interface CardContent {
  title: string;
  labels: readonly string[];
}

export interface CardSizes {
  /** The width of a card. */
  width: number;
  /** The root font size, divided by 16. */
  scale: number;
  /** The width of a title in one line. */
  widthOf: (title: string) => number;
}

export function cardHeight({ title, labels }: CardContent, sizes: CardSizes): number {
  const { width, scale, widthOf } = sizes;
  const isOneLine = widthOf(title) <= width - SIDES * scale - MARGIN;
  const lines = isOneLine ? TITLE_LINE : 2 * TITLE_LINE;
  return scale * (FRAME + lines + (labels.length > 0 ? LABELS : 0));
}

/** Where each card begins, and after the last number of cards where they end. */
export function cardOffsets(
  cards: readonly (CardContent | undefined)[],
  sizes: CardSizes,
): Float64Array {
  const offsets = new Float64Array(cards.length + 1);
  const gap = CARD_GAP * sizes.scale;
  let top = 0;
  cards.forEach((card, index) => {
    offsets[index] = top;
    top += cardHeight(card ?? { title: "", labels: [] }, sizes) + gap;
  });
  offsets[cards.length] = top;
  return offsets;
}

/** The last card that begins at or above a height. */
export function cardAt(offsets: Float64Array, height: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] as number) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface CardRange {
  first: number;
  /** The card after the last one. */
  end: number;
}

/** The cards that are drawn: those in view and some around them. */
export function cardsInView(
  offsets: Float64Array,
  { top, height, around }: { top: number; height: number; around: number },
): CardRange {
  const count = offsets.length - 1;
  if (count === 0) return { first: 0, end: 0 };
  const first = cardAt(offsets, top - around);
  return { first, end: Math.min(count, cardAt(offsets, top + height + around) + 1) };
}

/**
 * The scroll position at which the first visible card that is still there stays where it was, while others
 * come and go above it.
 */
export function anchoredTop(
  before: { ids: readonly string[]; offsets: Float64Array },
  after: { ids: readonly string[]; offsets: Float64Array },
  top: number,
): number {
  const places = new Map(after.ids.map((id, index) => [id, index]));
  for (let index = cardAt(before.offsets, top); index < before.ids.length; index += 1) {
    const place = places.get(before.ids[index] as string);
    if (place === undefined) continue;
    return top + (after.offsets[place] as number) - (before.offsets[index] as number);
  }
  return top;
}
