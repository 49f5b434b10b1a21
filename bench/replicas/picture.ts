import { drawPage, escapeXml } from "../report/svg.ts";
import { type LayoutFigures, layouts, nameOf } from "./measure.ts";

const width = 900;
const headHeight = 96;
const barHeight = 16;
const gap = 34;
const labelWidth = 170;
const panelWidth = 270;
/** Where the bars of each panel begin. */
const panels = { throughput: labelWidth, cpu: labelWidth + panelWidth + 90 };

/** What the CPU of a request is spent in: distinct on white and on black, also for colour-blind people. */
const parts = [
  { name: "Slacky", colour: "#0072b2", us: (one: LayoutFigures) => one.server_us.median },
  { name: "primary", colour: "#e69f00", us: (one: LayoutFigures) => one.primary_us.median },
  { name: "replica", colour: "#009e73", us: (one: LayoutFigures) => one.replica_us.median },
];
const throughputColour = "#7d8590";

/** Requests a second on the left, CPU per request on the right; each workload has scales of its own. */
export function drawLayouts(figures: readonly LayoutFigures[], note: string): string {
  const workloads = [...new Set(figures.map(({ workload }) => workload))];
  const groupHeight = layouts.length * barHeight + gap;
  const height = headHeight + workloads.length * groupHeight;
  const title = "Throughput, and CPU per request, by processes and replicas";
  return drawPage({ width, height, title, note }, [
    `<text x="${panels.throughput}" y="76">requests a second</text>`,
    `<text x="${panels.cpu}" y="76">CPU µs per request:</text>`,
    ...parts.flatMap(({ name, colour }, index) => {
      const x = panels.cpu + 124 + index * 76;
      return [
        `<rect x="${x}" y="66" width="12" height="12" fill="${colour}"/>`,
        `<text x="${x + 16}" y="76">${name}</text>`,
      ];
    }),
    ...workloads.flatMap((workload, index) =>
      drawWorkload(
        figures.filter((one) => one.workload === workload),
        { workload, top: headHeight + index * groupHeight },
      ),
    ),
  ]);
}

function drawWorkload(
  figures: readonly LayoutFigures[],
  { workload, top }: { workload: string; top: number },
): string[] {
  const total = (one: LayoutFigures) => parts.reduce((sum, { us }) => sum + us(one), 0);
  const scale = {
    throughput: panelWidth / Math.max(1, ...figures.map(({ per_second }) => per_second.median)),
    cpu: panelWidth / Math.max(1, ...figures.map(total)),
  };
  return [
    `<text class="heading" x="16" y="${top + 12}">${escapeXml(workload)}</text>`,
    ...figures.flatMap((one, index) => {
      const y = top + 18 + index * barHeight;
      const rate = one.per_second.median;
      return [
        `<text x="16" y="${y + 11}">${nameOf(one)}</text>`,
        bar({ x: panels.throughput, y, length: rate * scale.throughput, colour: throughputColour }),
        value(panels.throughput + rate * scale.throughput, y, rate),
        ...drawParts(one, { y, scale: scale.cpu }),
        value(panels.cpu + total(one) * scale.cpu, y, total(one)),
      ];
    }),
  ];
}

function drawParts(one: LayoutFigures, { y, scale }: { y: number; scale: number }): string[] {
  let x = panels.cpu;
  return parts.map(({ us, colour }) => {
    const length = us(one) * scale;
    x += length;
    return bar({ x: x - length, y, length, colour });
  });
}

interface Bar {
  x: number;
  y: number;
  length: number;
  colour: string;
}

function bar({ x, y, length, colour }: Bar): string {
  return `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0, length).toFixed(1)}" height="${barHeight - 3}" fill="${colour}"/>`;
}

function value(x: number, y: number, figure: number): string {
  const text = Math.round(figure).toLocaleString("en");
  return `<text class="value" x="${(x + 6).toFixed(1)}" y="${y + 11}">${text}</text>`;
}
