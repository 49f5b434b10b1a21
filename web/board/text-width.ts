import { signal } from "@preact/signals";

const FONT = "500 13.5px Inter, system-ui, sans-serif";
const WIDTHS_MAX = 50_000;
let canvas: CanvasRenderingContext2D | null | undefined;
let widths = new Map<string, number>();

/** Counts the times that widths were forgotten; what measures reads it, to measure again. */
export const fontVersion = signal(0);

/** The width of a card's title in one line, in pixels at a root font size of 16. Measured once. */
export function titleWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (canvas === undefined) {
    canvas = document.createElement("canvas").getContext("2d");
    if (canvas) canvas.font = FONT;
  }
  const width = canvas?.measureText(text).width ?? text.length * 7;
  if (widths.size >= WIDTHS_MAX) widths = new Map();
  widths.set(text, width);
  return width;
}

/** A font that has loaded has other widths than the one that stood in for it. */
export function measureAgainWithFonts(): void {
  void document.fonts?.load("500 13.5px Inter").then(() => {
    widths = new Map();
    canvas = undefined;
    fontVersion.value += 1;
  });
}

export function rootScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}
