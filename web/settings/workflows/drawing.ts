import type { Workflow } from "../../../client/index.ts";
import { type Lane, lanesOf, type Transition, textWidth } from "./lanes.ts";

export type DrawnWorkflow = Pick<Workflow, "statuses" | "transitions">;

export interface Point {
  x: number;
  y: number;
}

export interface DrawnStatus extends Point {
  status: string;
  category: Workflow["statuses"][number]["category"];
  width: number;
}

/** `next` leads to the status beside it, `forward` skips some, `back` leads to an earlier one. */
export type Direction = "next" | "forward" | "back";

export interface DrawnArrow {
  from: string;
  to: string;
  direction: Direction;
  /** Where it begins and ends, on the edges of its two statuses. */
  start: Point;
  end: Point;
  /** The line, and its tip, as the `d` of SVG paths. */
  path: string;
  tip: string;
  label: (Point & { text: string; width: number }) | undefined;
}

export interface Drawing {
  width: number;
  height: number;
  statuses: DrawnStatus[];
  arrows: DrawnArrow[];
}

/** What the drawing says in words; they decide how much room it needs. */
export interface DrawingTexts {
  statusName(status: string): string;
  /** What a transition asks for, or "" for nothing. */
  label(transition: Transition): string;
}

export const STATUS_HEIGHT = 36;
/** Before the text of a status: its edge and its dot. */
export const STATUS_INDENT = 31;
const STATUS_WIDTH = 108;
const SPACE = 48;
const MARGIN = 8;
const PORT_SPACE = 14;
const LANE_HEIGHT = 22;
const FIRST_LANE = 24;
const RADIUS = 8;
const GAP = 4;
const TEXT_HEIGHT = 12;

/**
 * Lays a workflow out as it is drawn on a whiteboard: statuses from left to right, shortcuts forward
 * as arcs above, ways back as arcs below. Every arrow ends at a place of its own, no two arcs share
 * a line, and no two labels overlap.
 */
export function drawWorkflow(workflow: DrawnWorkflow, texts: DrawingTexts): Drawing {
  const order = new Map(workflow.statuses.map(({ status }, index) => [status, index]));
  const place = (status: string) => order.get(status) ?? 0;
  const directionOf = ({ from, to }: Transition): Direction => {
    const span = place(to) - place(from);
    return span < 0 ? "back" : span === 1 ? "next" : "forward";
  };
  const of = (direction: Direction) =>
    workflow.transitions.filter((transition) => directionOf(transition) === direction);
  const next = of("next");
  const above = portsOf(of("forward"), place);
  const below = portsOf(of("back"), place);

  const columns = columnsOf(workflow, { texts, next, ports: [above, below] });
  const arcs = (ports: Ports) => lanesOf(ends(ports, columns), (each) => texts.label(each));
  const [lanesAbove, lanesBelow] = [arcs(above), arcs(below)];
  const top = MARGIN + heightOf(lanesAbove);
  const height = top + STATUS_HEIGHT + heightOf(lanesBelow) + MARGIN;

  const last = workflow.statuses.at(-1)?.status;
  const end = last === undefined ? undefined : columns.get(last);
  return {
    width:
      Math.max(
        (end?.x ?? 0) + (end?.width ?? 0),
        ...[...lanesAbove, ...lanesBelow].map(({ right }) => right),
      ) + MARGIN,
    height,
    statuses: workflow.statuses.map(({ status, category }) => ({
      status,
      category,
      y: top,
      ...columns.get(status)!,
    })),
    arrows: [
      ...next.map((each) => drawStraight(each, { columns, y: top + STATUS_HEIGHT / 2, texts })),
      ...lanesAbove.map((lane) => drawArc(lane, "forward", top)),
      ...lanesBelow.map((lane) => drawArc(lane, "back", top + STATUS_HEIGHT)),
    ],
  };
}

/** The ends of arcs on one side of the statuses: for each status, from left to right. */
type Ports = Map<string, { transition: Transition; end: "from" | "to" }[]>;

/**
 * Which arc ends where on one side of a status. Arcs from and to the left are on the left, those
 * from and to the right on the right, and the farthest are in the middle, so that arcs that lie
 * within others do not cross them.
 */
function portsOf(transitions: readonly Transition[], place: (status: string) => number): Ports {
  const ports: Ports = new Map();
  for (const transition of transitions) {
    for (const end of ["from", "to"] as const) {
      const status = transition[end];
      ports.set(status, [...(ports.get(status) ?? []), { transition, end }]);
    }
  }
  for (const [status, list] of ports) {
    const distance = ({ transition: { from, to }, end }: (typeof list)[number]) =>
      place(end === "from" ? to : from) - place(status);
    list.sort((a, b) => {
      const [left, right] = [distance(a), distance(b)];
      if (left < 0 !== right < 0) return left - right;
      return right - left;
    });
  }
  return ports;
}

type Columns = Map<string, { x: number; width: number }>;

function columnsOf(
  { statuses }: DrawnWorkflow,
  { texts, next, ports }: { texts: DrawingTexts; next: Transition[]; ports: Ports[] },
): Columns {
  const columns: Columns = new Map();
  let x = MARGIN;
  for (const { status } of statuses) {
    const portCount = Math.max(0, ...ports.map((side) => side.get(status)?.length ?? 0));
    const width = Math.max(
      STATUS_WIDTH,
      STATUS_INDENT + Math.ceil(texts.statusName(status).length * 7.4) + 14,
      (portCount + 1) * PORT_SPACE,
    );
    columns.set(status, { x, width });
    const onward = next.find(({ from }) => from === status);
    x += width + Math.max(SPACE, onward ? textWidth(texts.label(onward)) + 24 : 0);
  }
  return columns;
}

/** Where the arcs of one side begin and end. */
function ends(ports: Ports, columns: Columns) {
  const found = new Map<Transition, { from: number; to: number }>();
  for (const [status, list] of ports) {
    const column = columns.get(status);
    if (!column) continue;
    list.forEach(({ transition, end }, index) => {
      const x = Math.round(column.x + (column.width * (index + 1)) / (list.length + 1));
      found.set(transition, { from: 0, to: 0, ...found.get(transition), [end]: x });
    });
  }
  return [...found].map(([transition, xs]) => ({ transition, ...xs }));
}

function heightOf(lanes: readonly Lane[]): number {
  if (lanes.length === 0) return 0;
  return FIRST_LANE + Math.max(...lanes.map(({ level }) => level)) * LANE_HEIGHT + TEXT_HEIGHT;
}

function drawStraight(
  transition: Transition,
  { columns, y, texts }: { columns: Columns; y: number; texts: DrawingTexts },
): DrawnArrow {
  const { from, to } = transition;
  const [before, after] = [columns.get(from)!, columns.get(to)!];
  const start = { x: before.x + before.width + GAP, y };
  const end = { x: after.x - GAP, y };
  const text = texts.label(transition);
  return {
    from,
    to,
    direction: "next",
    start,
    end,
    path: `M${start.x} ${y}H${end.x}`,
    tip: `M${end.x - 5} ${y - 4}L${end.x} ${y}L${end.x - 5} ${y + 4}`,
    label: text ? { text, x: (start.x + end.x) / 2, y: y - 7, width: textWidth(text) } : undefined,
  };
}

/** An arc that leaves and enters its statuses at `edge`, vertically, with its corners rounded. */
function drawArc(lane: Lane, direction: "forward" | "back", edge: number): DrawnArrow {
  const { from, to } = lane.transition;
  const away = direction === "forward" ? -1 : 1;
  const y = edge + away * GAP;
  const ridge = edge + away * (FIRST_LANE + lane.level * LANE_HEIGHT);
  const side = Math.sign(lane.to - lane.from);
  const corner = Math.min(RADIUS, Math.abs(lane.to - lane.from) / 2);
  const path = [
    `M${lane.from} ${y}`,
    `V${ridge - away * corner}`,
    `Q${lane.from} ${ridge} ${lane.from + side * corner} ${ridge}`,
    `H${lane.to - side * corner}`,
    `Q${lane.to} ${ridge} ${lane.to} ${ridge - away * corner}`,
    `V${y}`,
  ];
  return {
    from,
    to,
    direction,
    start: { x: lane.from, y },
    end: { x: lane.to, y },
    path: path.join(""),
    tip: `M${lane.to - 4} ${y + away * 5}L${lane.to} ${y}L${lane.to + 4} ${y + away * 5}`,
    label: lane.label && { ...lane.label, y: ridge + 4 },
  };
}
