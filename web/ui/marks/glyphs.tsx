import { workflowOf } from "../../store/workspace.ts";
import { shellWords } from "../../words/en/shell.ts";
import { placeInCategory } from "./status-place.ts";

export const priorityNames = shellWords.priorities;

const RADIUS = 2.1;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/** A status as a shape: a dashed ring, a ring, a pie that fills, full with a tick. Colour repeats it. */
export function StatusGlyph({
  projectId,
  status,
  size = 14,
}: {
  projectId: string;
  status: string;
  size?: number;
}) {
  return <StatusShape {...placeInCategory(workflowOf(projectId)?.statuses, status)} size={size} />;
}

/** The glyph of a status of any workflow, such as one that is being edited. */
export function StatusShape({
  category,
  position,
  count,
  size = 14,
}: {
  category: string;
  position: number;
  count: number;
  size?: number;
}) {
  const box = { width: size, height: size, viewBox: "0 0 16 16" } as const;
  if (category === "done") {
    const isLast = count > 1 && position === count - 1;
    return (
      <svg class={isLast ? "glyph glyph-closed" : "glyph glyph-done"} {...box} aria-hidden="true">
        <circle cx="8" cy="8" r="7" fill="currentColor" />
        <path class="glyph-tick" d="M4.8 8.2l2.2 2.2 4.2-4.6" stroke-width="1.7" />
      </svg>
    );
  }
  const ring = (
    <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" />
  );
  if (category === "doing") {
    const part = (position + 1) / (count + 1);
    return (
      <svg class="glyph glyph-doing" {...box} aria-hidden="true">
        {ring}
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          fill="none"
          stroke="currentColor"
          stroke-width={RADIUS * 2}
          stroke-dasharray={`${CIRCUMFERENCE * part} ${CIRCUMFERENCE}`}
          transform="rotate(-90 8 8)"
        />
      </svg>
    );
  }
  const isBacklog = count > 1 && position === 0;
  return (
    <svg class="glyph glyph-todo" {...box} aria-hidden="true">
      {isBacklog ? (
        <circle
          cx="8"
          cy="8"
          r="6.2"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-dasharray="2.2 2.1"
        />
      ) : (
        ring
      )}
    </svg>
  );
}

const levels: Record<string, number> = { none: 0, low: 1, medium: 2, high: 3 };

/** Three bars, or a square with an exclamation mark. */
export function PriorityGlyph({ priority, size = 14 }: { priority: string; size?: number }) {
  const box = { width: size, height: size, viewBox: "0 0 16 16" } as const;
  if (priority === "urgent") {
    return (
      <svg class="glyph glyph-urgent" {...box} aria-hidden="true">
        <rect x="1" y="1" width="14" height="14" rx="4" fill="currentColor" />
        <path class="glyph-tick" d="M8 4.2v4.6M8 11.4v.4" stroke-width="1.9" />
      </svg>
    );
  }
  const level = levels[priority] ?? 0;
  if (level === 0) {
    return (
      <svg class="glyph glyph-none" {...box} aria-hidden="true">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={1.5 + bar * 4.8}
            y="7"
            width="3.2"
            height="2"
            rx="1"
            fill="currentColor"
          />
        ))}
      </svg>
    );
  }
  return (
    <svg class="glyph glyph-priority" {...box} aria-hidden="true">
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={1.5 + bar * 4.8}
          y={10 - bar * 3.5}
          width="3.2"
          height={4 + bar * 3.5}
          rx="1"
          fill="currentColor"
          opacity={bar < level ? 1 : 0.26}
        />
      ))}
    </svg>
  );
}
