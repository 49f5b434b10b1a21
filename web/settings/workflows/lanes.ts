import type { Workflow } from "../../../client/index.ts";

export type Transition = Workflow["transitions"][number];

/** An arc between two points of an edge. */
export interface Arc {
  transition: Transition;
  from: number;
  to: number;
}

/** An arc with its distance from the edge, from 0, and the place of its label. */
export interface Lane extends Arc {
  level: number;
  /** What it covers of its level, its label included. */
  left: number;
  right: number;
  label: { text: string; x: number; width: number } | undefined;
}

const SPACE = 8;

/** The width of a text of 11.5 px, on the safe side: a text must never leave its place. */
export function textWidth(text: string): number {
  return Math.ceil(text.length * 6.4);
}

/**
 * Gives every arc a level on which nothing else lies where it does. Short arcs come first, so that an
 * arc lies outside of those that it spans.
 */
export function lanesOf(arcs: readonly Arc[], labelOf: (transition: Transition) => string): Lane[] {
  const lanes: Lane[] = [];
  const inOrder = arcs.toSorted((a, b) => lengthOf(a) - lengthOf(b) || leftOf(a) - leftOf(b));
  for (const arc of inOrder) {
    const text = labelOf(arc.transition);
    const width = textWidth(text);
    const middle = Math.max((arc.from + arc.to) / 2, width / 2);
    const left = Math.min(leftOf(arc), middle - width / 2);
    const right = Math.max(leftOf(arc) + lengthOf(arc), middle + width / 2);
    const taken = new Set(
      lanes
        .filter((lane) => lane.left < right + SPACE && left < lane.right + SPACE)
        .map(({ level }) => level),
    );
    let level = 0;
    while (taken.has(level)) level += 1;
    const label = text ? { text, x: middle, width } : undefined;
    lanes.push({ ...arc, level, left, right, label });
  }
  return lanes.map((lane) => ({ ...lane, label: besideVerticals(lane, lanes) }));
}

/** Moves a label along its arc to a place that no arc further out crosses, the nearest to its middle. */
function besideVerticals(lane: Lane, lanes: readonly Lane[]): Lane["label"] {
  if (!lane.label) return undefined;
  const { x, width } = lane.label;
  const verticals = lanes
    .filter(({ level }) => level > lane.level)
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > lane.left && at < lane.right)
    .sort((a, b) => a - b);
  const bounds = [lane.left - SPACE / 2, ...verticals, lane.right + SPACE / 2];
  const places = bounds.slice(1).flatMap((right, index) => {
    const left = bounds[index]!;
    if (right - left < width + SPACE) return [];
    const [first, last] = [left + (SPACE + width) / 2, right - (SPACE + width) / 2];
    return [Math.min(Math.max(x, first), last)];
  });
  const nearest = places.sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
  return { ...lane.label, x: nearest ?? x };
}

const lengthOf = ({ from, to }: Arc) => Math.abs(to - from);
const leftOf = ({ from, to }: Arc) => Math.min(from, to);
