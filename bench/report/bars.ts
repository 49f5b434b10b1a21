import { drawPage, escapeXml } from "./svg.ts";

/** A bar chart: groups of bars, each group with a scale of its own. */
export interface Bars {
  title: string;
  note: string;
  /** The names of the bars in a group, in order. */
  series: string[];
  groups: { name: string; values: (number | undefined)[] }[];
  unit: string;
}

const width = 900;
const labelWidth = 290;
const barHeight = 16;
const gap = 18;
const headHeight = 84;
const valueWidth = 90;

/** Colours that are distinct on white and on black, also for colour-blind people. */
const colours = ["#0072b2", "#e69f00", "#cc79a7", "#009e73", "#d55e00"];

/** The chart as SVG. */
export function drawBars({ title, note, series, groups, unit }: Bars): string {
  const groupHeight = series.length * barHeight + gap;
  const height = headHeight + groups.length * groupHeight;
  return drawPage({ width, height, title, note }, [
    ...legend(series),
    ...groups.flatMap((group, index) =>
      drawGroup(group, { top: headHeight + index * groupHeight, series, unit }),
    ),
  ]);
}

function legend(series: readonly string[]): string[] {
  return series.flatMap((name, index) => {
    const x = 16 + index * 148;
    return [
      `<rect x="${x}" y="56" width="12" height="12" fill="${colours[index]}"/>`,
      `<text x="${x + 18}" y="66">${escapeXml(name)}</text>`,
    ];
  });
}

function drawGroup(
  { name, values }: Bars["groups"][number],
  { top, series, unit }: { top: number; series: string[]; unit: string },
): string[] {
  const largest = Math.max(...values.map((value) => value ?? 0)) || 1;
  const room = width - labelWidth - valueWidth - 16;
  return [
    `<text x="16" y="${top + 12}">${escapeXml(name)}</text>`,
    ...series.flatMap((_, index) => {
      const value = values[index];
      const y = top + index * barHeight;
      if (value === undefined) {
        return [`<text class="value" x="${labelWidth}" y="${y + 12}">not measured</text>`];
      }
      const length = Math.max(1, (value / largest) * room);
      return [
        `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight - 3}" fill="${colours[index]}"/>`,
        `<text class="value" x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 11}">${print(value)}${unit}</text>`,
      ];
    }),
  ];
}

function print(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
