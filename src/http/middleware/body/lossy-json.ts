import { limits } from "../../../limits.ts";
import type { Fault } from "../../../problems.ts";
import { pointerTo } from "./json-guards.ts";

/**
 * An object with the names found so far, or an array. `segment` is the pointer segment of the
 * current value.
 */
interface Container {
  names: Set<string> | undefined;
  segment: string | number;
}

// Strings, with the colon after a name; brackets and commas; numbers with more digits than a double
// has.
const token =
  /"[^"\\]*(?:\\.[^"\\]*)*"([ \t\r\n]*:)?|[{}[\],]|-?\d[\d.]{15,}(?:[eE][+-]?\d+)?|-?\d[\d.]*[eE][+-]?\d+/g;

/**
 * Finds what `JSON.parse` would change silently in a valid text: a name that an object has twice
 * (the last one would win, while another parser may take the first), and an integer that no double
 * represents.
 */
export function findLossyJson(text: string): Fault[] {
  const faults: Fault[] = [];
  const containers: Container[] = [];
  const report = (detail: string) => {
    const pointer = pointerTo(containers.map(({ segment }) => segment));
    faults.push({ pointer, detail });
  };
  for (const [found, colon] of text.matchAll(token)) {
    if (faults.length >= limits.faults) break;
    const current = containers.at(-1);
    if (found === "{") containers.push({ names: new Set(), segment: "" });
    else if (found === "[") containers.push({ names: undefined, segment: 0 });
    else if (found === "}" || found === "]") containers.pop();
    else if (found === ",") {
      if (typeof current?.segment === "number") current.segment += 1;
    } else if (!found.startsWith('"')) {
      if (!isExact(found)) report("Cannot be stored exactly. Send this integer as a string.");
    } else if (colon !== undefined && current?.names) {
      const name = JSON.parse(found.slice(0, -colon.length)) as string;
      current.segment = name;
      if (current.names.has(name)) report("Is given twice. Send each name once.");
      current.names.add(name);
    }
  }
  return faults;
}

/** Whether an integer survives parsing. Fractions are expected to be rounded. */
function isExact(written: string): boolean {
  const sent = decimal(written);
  const parsed = decimal(String(Number(written)));
  const isInteger = sent.exponent >= 0;
  return !isInteger || (sent.digits === parsed.digits && sent.exponent === parsed.exponent);
}

/**
 * The digits of a number without zeros at either end, and the power of ten that they are multiplied
 * by.
 */
function decimal(written: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = written.replace(/^-/, "").split(/e/i);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  // Not a regular expression: one that matches trailing zeros takes quadratic time for 0.000…1.
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end -= 1;
  const exponent = Number(power) - fraction.length + digits.length - end;
  return end === 0
    ? { digits: "", exponent: 0 }
    : { digits: digits.slice(0, end).replace(/^0+/, ""), exponent };
}
