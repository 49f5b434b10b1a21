import { limits } from "../../limits.ts";
import type { Fault } from "../../problems.ts";
import { pointerTo } from "./json-guards.ts";

/** An object with the names that it has so far, or an array; `transition` leads to the value that is read. */
interface Container {
  names: Set<string> | undefined;
  step: string | number;
}

// Strings, with the colon after a name; brackets and commas; numbers with more digits than every double has.
const token =
  /"[^"\\]*(?:\\.[^"\\]*)*"([ \t\r\n]*:)?|[{}[\],]|-?\d[\d.]{15,}(?:[eE][+-]?\d+)?|-?\d[\d.]*[eE][+-]?\d+/g;

/**
 * Finds what `JSON.parse` would change without a word in a valid text: a name that an object has twice (the
 * last one would count, and another reader may take the first), and an integer that no double is.
 */
export function findLossyJson(text: string): Fault[] {
  const faults: Fault[] = [];
  const containers: Container[] = [];
  const report = (detail: string) => {
    const pointer = pointerTo(containers.map(({ step }) => step));
    faults.push({ pointer, detail });
  };
  for (const [found, colon] of text.matchAll(token)) {
    if (faults.length >= limits.faults) break;
    const current = containers.at(-1);
    if (found === "{") containers.push({ names: new Set(), step: "" });
    else if (found === "[") containers.push({ names: undefined, step: 0 });
    else if (found === "}" || found === "]") containers.pop();
    else if (found === ",") {
      if (typeof current?.step === "number") current.step += 1;
    } else if (!found.startsWith('"')) {
      if (!isKept(found)) report("This integer would be rounded: send it as text.");
    } else if (colon !== undefined && current?.names) {
      const name = JSON.parse(found.slice(0, -colon.length)) as string;
      current.step = name;
      if (current.names.has(name)) report("This name is there twice.");
      current.names.add(name);
    }
  }
  return faults;
}

/** Whether an integer comes back as it was sent. Fractions are expected to be rounded. */
function isKept(written: string): boolean {
  const sent = decimal(written);
  const answered = decimal(String(Number(written)));
  const isInteger = sent.exponent >= 0;
  return !isInteger || (sent.digits === answered.digits && sent.exponent === answered.exponent);
}

/** The digits of a number without zeros at their ends, and the power of ten that they count. */
function decimal(written: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = written.replace(/^-/, "").split(/e/i);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  // No pattern: one that looks for zeros before the end takes quadratic time for 0.000…1.
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end -= 1;
  const exponent = Number(power) - fraction.length + digits.length - end;
  return end === 0
    ? { digits: "", exponent: 0 }
    : { digits: digits.slice(0, end).replace(/^0+/, ""), exponent };
}
