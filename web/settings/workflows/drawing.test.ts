import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Drawing, type DrawnWorkflow, drawWorkflow, STATUS_HEIGHT } from "./drawing.ts";

type Transition = DrawnWorkflow["transitions"][number];

const texts = {
  statusName: (status: string) => status,
  label: ({ reason_required, resolution_required, permission }: Transition) =>
    [
      reason_required && "reason",
      resolution_required && "resolution",
      permission === "ticket:reopen" && "admins only",
    ]
      .filter(Boolean)
      .join(" · "),
};

function transition(from: string, to: string, asks: Partial<Transition> = {}): Transition {
  const nothing = { reason_required: false, resolution_required: false };
  return { from, to, permission: "ticket:transition", ...nothing, ...asks };
}

/** The built-in workflow `reopenable`. */
const reopenable: DrawnWorkflow = {
  statuses: [
    { status: "open", category: "todo" },
    { status: "in_progress", category: "doing" },
    { status: "resolved", category: "done" },
    { status: "closed", category: "done" },
  ],
  transitions: [
    transition("open", "in_progress"),
    transition("in_progress", "resolved"),
    transition("resolved", "closed"),
    transition("in_progress", "open"),
    transition("resolved", "in_progress"),
    transition("closed", "open", { permission: "ticket:reopen", reason_required: true }),
    transition("open", "closed", { resolution_required: true }),
    transition("in_progress", "closed", { resolution_required: true }),
  ],
};

const anyWorkflow: fc.Arbitrary<DrawnWorkflow> = fc.integer({ min: 1, max: 9 }).chain((count) => {
  const statuses = Array.from({ length: count }, (_, index) => `status_${index}`);
  const pairs = statuses.flatMap((from) =>
    statuses.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  const asks = fc.record({
    reason_required: fc.boolean(),
    resolution_required: fc.boolean(),
    permission: fc.constantFrom("ticket:transition", "ticket:reopen") as fc.Arbitrary<
      Transition["permission"]
    >,
  });
  return fc
    .tuple(fc.subarray(pairs), fc.array(asks, { minLength: pairs.length, maxLength: pairs.length }))
    .map(([chosen, asked]) => ({
      statuses: statuses.map((status) => ({ status, category: "todo" as const })),
      transitions: chosen.map((pair, index) => ({ ...pair, ...asked[index]! })),
    }));
});

function everyDrawing(check: (drawing: Drawing, workflow: DrawnWorkflow) => void): void {
  fc.assert(
    fc.property(anyWorkflow, (workflow) => check(drawWorkflow(workflow, texts), workflow)),
    { numRuns: 300 },
  );
}

const columnOf = (drawing: Drawing, status: string) =>
  drawing.statuses.find((each) => each.status === status)!;

describe("drawing of a workflow", () => {
  it("leads forward beside the statuses, shortcuts above them and ways back below", () => {
    const drawing = drawWorkflow(reopenable, texts);
    const top = drawing.statuses[0]!.y;
    const directions = drawing.arrows.map(({ from, to, direction }) => [from, to, direction]);
    assert.deepEqual(directions.sort(), [
      ["closed", "open", "back"],
      ["in_progress", "closed", "forward"],
      ["in_progress", "open", "back"],
      ["in_progress", "resolved", "next"],
      ["open", "closed", "forward"],
      ["open", "in_progress", "next"],
      ["resolved", "closed", "next"],
      ["resolved", "in_progress", "back"],
    ]);
    for (const { direction, start, end } of drawing.arrows) {
      const y = { forward: top - 4, back: top + STATUS_HEIGHT + 4, next: top + STATUS_HEIGHT / 2 };
      assert.deepEqual([start.y, end.y], [y[direction], y[direction]]);
    }
  });

  it("labels an arrow with what it asks, and no other arrow", () => {
    const labels = drawWorkflow(reopenable, texts).arrows.flatMap(({ from, to, label }) =>
      label ? [`${from} ${to}: ${label.text}`] : [],
    );
    assert.deepEqual(labels.sort(), [
      "closed open: reason · admins only",
      "in_progress closed: resolution",
      "open closed: resolution",
    ]);
  });

  it("has every transition once, from its first status to its second", () => {
    everyDrawing((drawing, { transitions }) => {
      assert.equal(drawing.arrows.length, transitions.length);
      for (const { from, to, start, end, direction } of drawing.arrows) {
        assert.ok(transitions.some((each) => each.from === from && each.to === to));
        if (direction === "next") continue;
        for (const [status, { x }] of [[from, start] as const, [to, end] as const]) {
          const column = columnOf(drawing, status);
          assert.ok(x > column.x && x < column.x + column.width, `${from} ${to} ends at ${x}`);
        }
      }
    });
  });

  it("lets no two arrows begin or end at one point", () => {
    everyDrawing(({ arrows }) => {
      const points = arrows.flatMap(({ start, end }) => [
        `${start.x} ${start.y}`,
        `${end.x} ${end.y}`,
      ]);
      assert.equal(new Set(points).size, points.length);
    });
  });

  it("lets no two labels overlap, and none cover a status", () => {
    everyDrawing(({ arrows, statuses }) => {
      const boxes = arrows.flatMap(({ label }) =>
        label
          ? [
              {
                left: label.x - label.width / 2,
                right: label.x + label.width / 2,
                top: label.y - 11,
                bottom: label.y + 3,
              },
            ]
          : [],
      );
      const covered = statuses.map(({ x, y, width }) => ({
        left: x,
        right: x + width,
        top: y,
        bottom: y + STATUS_HEIGHT,
      }));
      boxes.forEach((box, index) => {
        for (const other of [...boxes.slice(index + 1), ...covered]) {
          const apart =
            box.right <= other.left ||
            other.right <= box.left ||
            box.bottom <= other.top ||
            other.bottom <= box.top;
          assert.ok(apart, `${JSON.stringify(box)} overlaps ${JSON.stringify(other)}`);
        }
      });
    });
  });

  it("is as large as all that it shows", () => {
    everyDrawing(({ width, height, arrows, statuses }) => {
      const numbers = arrows.flatMap(({ path }) =>
        [...path.matchAll(/([MVHQ])([\d. -]+)/g)].flatMap(([, command, values]) => {
          const list = values!.trim().split(/ +/).map(Number);
          if (command === "V") return list.map((y) => ({ x: 0, y }));
          if (command === "H") return list.map((x) => ({ x, y: 0 }));
          return list.flatMap((value, at) =>
            at % 2 === 0 ? [{ x: value, y: list[at + 1]! }] : [],
          );
        }),
      );
      const labels = arrows.flatMap(({ label }) =>
        label
          ? [
              { x: label.x - label.width / 2, y: label.y - 10 },
              { x: label.x + label.width / 2, y: label.y },
            ]
          : [],
      );
      const corners = statuses.map((each) => ({
        x: each.x + each.width,
        y: each.y + STATUS_HEIGHT,
      }));
      for (const { x, y } of [...numbers, ...labels, ...corners]) {
        assert.ok(x >= 0 && x <= width && y >= 0 && y <= height, `${x} ${y} of ${width} ${height}`);
      }
    });
  });
});

describe("arcs of a drawing", () => {
  it("do not lie on one line where they overlap", () => {
    everyDrawing(({ arrows }) => {
      const ridges = arrows
        .filter(({ direction }) => direction !== "next")
        .map(({ start, end, path }) => ({
          y: /Q[\d.-]+ ([\d.-]+)/.exec(path)![1],
          left: Math.min(start.x, end.x),
          right: Math.max(start.x, end.x),
        }));
      ridges.forEach((ridge, index) => {
        for (const other of ridges.slice(index + 1)) {
          const shared =
            ridge.y === other.y && ridge.left < other.right && other.left < ridge.right;
          assert.ok(!shared, JSON.stringify([ridge, other]));
        }
      });
    });
  });

  it("that lie within another arc do not cross it", () => {
    const line = ["a", "b", "c", "d", "e"].map((status) => ({ status, category: "todo" as const }));
    const transitions = [transition("a", "e"), transition("a", "c"), transition("c", "e")];
    const drawing = drawWorkflow({ statuses: line, transitions }, texts);
    const [outer, first, second] = transitions.map(
      ({ from, to }) => drawing.arrows.find((arrow) => arrow.from === from && arrow.to === to)!,
    );
    assert.ok(outer!.start.x < first!.start.x && first!.end.x < second!.start.x);
    assert.ok(second!.end.x < outer!.end.x);
  });
});
