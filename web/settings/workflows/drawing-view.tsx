import { statusName } from "../../store/workspace.ts";
import { workflowWords as words } from "../../words/en/workflows.ts";
import {
  type DrawnArrow,
  type DrawnStatus,
  type DrawnWorkflow,
  drawWorkflow,
  STATUS_HEIGHT,
  STATUS_INDENT,
} from "./drawing.ts";
import type { Transition } from "./lanes.ts";

const SCALE_MIN = 0.86;

type DrawnTexts = Parameters<typeof drawWorkflow>[1];

const texts: DrawnTexts = { statusName, label: asksOf };

interface WorkflowDrawingProps {
  workflow: DrawnWorkflow & { name: string };
  /** The names of statuses that are not stored yet. */
  nameOf?: (status: string) => string;
}

/** A workflow as it is drawn on a whiteboard. It scrolls where it is wider than the page. */
export function WorkflowDrawing({ workflow, nameOf = statusName }: WorkflowDrawingProps) {
  const { width, height, statuses, arrows } = drawWorkflow(workflow, {
    ...texts,
    statusName: nameOf,
  });
  const sentences = workflow.transitions.map((transition) =>
    words.transition(nameOf(transition.from), nameOf(transition.to), asksOf(transition)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the person who has no pointer scrolls it with the arrow keys.
    <div class="panel-box drawing scroll" tabIndex={0} role="group" aria-label={workflow.name}>
      <svg
        // It shrinks a little before it scrolls.
        style={{ width: "100%", minWidth: `${width * SCALE_MIN}px`, maxWidth: `${width}px` }}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={words.drawingOf(workflow.name, sentences)}
      >
        {arrows.map((arrow) => (
          <Arrow key={`${arrow.from} ${arrow.to}`} arrow={arrow} />
        ))}
        {arrows.map(({ from, to, label }) =>
          label ? (
            <text
              key={`${from} ${to}`}
              class="drawing-label"
              x={label.x}
              y={label.y}
              text-anchor="middle"
            >
              {label.text}
            </text>
          ) : null,
        )}
        {statuses.map((status) => (
          <Status key={status.status} status={status} name={nameOf(status.status)} />
        ))}
      </svg>
    </div>
  );
}

function Arrow({ arrow: { direction, path, tip } }: { arrow: DrawnArrow }) {
  return (
    <g class={`drawing-arrow drawing-${direction}`}>
      <path d={path} />
      <path class="drawing-tip" d={tip} />
    </g>
  );
}

function Status({
  status: { x, y, width, category },
  name,
}: {
  status: DrawnStatus;
  name: string;
}) {
  const middle = STATUS_HEIGHT / 2;
  return (
    <g class={`drawing-status drawing-${category}`} transform={`translate(${x} ${y})`}>
      <rect width={width} height={STATUS_HEIGHT} rx="9" />
      <circle cx="18" cy={middle} r="5" />
      <text x={STATUS_INDENT} y={middle + 4.5}>
        {name}
      </text>
    </g>
  );
}

/** What a transition asks for, as its arrow says it. */
export function asksOf({ reason_required, resolution_required, permission }: Transition): string {
  const asks = [
    reason_required && words.asks.reason,
    resolution_required && words.asks.resolution,
    permission === "ticket:reopen" && words.asks.admins,
  ];
  return asks.filter(Boolean).join(" · ");
}
