import { hash } from "node:crypto";
import { type Part, readRuns } from "./read-runs.ts";

/** Where a word stands; PostgreSQL calls the weight of a description D. */
export type Weight = "A" | "C" | "D";

/**
 * The version of what is a word. Raise it with every change of that, and with a Node.js that has
 * other tables of Unicode: the worker then writes the documents of earlier versions again.
 */
export const tokenizerVersion = 1;

const distinctMax = 2_000;
const positionsMax = 8;
/** PostgreSQL counts no further. */
const positionMax = 16_383;

/** The words of a ticket's own text. */
export function wordsOfTicket({
  workspace_id,
  title,
  description,
}: {
  workspace_id: string;
  title: string;
  description: string | null;
}): string {
  return toTsvector(workspace_id, [
    { text: title, weight: "A" },
    { text: description ?? "", weight: "D" },
  ]);
}

export function wordsOfComment(workspace_id: string, body: string): string {
  return toTsvector(workspace_id, [{ text: body, weight: "C" }]);
}

/**
 * Writes texts as one `tsvector`. Each word begins with its workspace's prefix, so that an entry of the index
 * belongs to one workspace. A phrase does not reach from one text into the next.
 */
export function toTsvector(
  workspace_id: string,
  texts: readonly { text: string; weight: Weight }[],
): string {
  const positions = new Map<string, string[]>();
  let next = 1;
  for (const { text, weight } of texts) {
    next = addText(positions, text, { next, weight }) + 1;
  }
  const prefix = workspacePrefix(workspace_id);
  return Array.from(positions, ([word, at]) => `${quote(prefix + word)}:${at.join(",")}`).join(" ");
}

/** Two workspaces that share one cost each other time, no more. */
export function workspacePrefix(workspace_id: string): string {
  return hash("sha256", workspace_id, "base64url").slice(0, 4);
}

/** A word in the text form of `tsvector` and `tsquery`. */
export function quote(word: string): string {
  const escaped = /['\\]/.test(word) ? word.replace(/['\\]/g, "$&$&") : word;
  return `'${escaped}'`;
}

/** Pairs of neighbouring characters: any piece of two or more is a chain of them. */
export function pairsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, index) => characters[index] + character);
}

export function lastCharacter(word: string): string {
  return [...word.slice(-2)].at(-1) ?? "";
}

function addText(
  positions: Map<string, string[]>,
  text: string,
  { next, weight }: { next: number; weight: Weight },
): number {
  let position = next;
  const mark = weight === "D" ? "" : weight;
  const add = (word: string | undefined) => {
    if (word === undefined) return;
    const known = positions.get(word);
    const at = `${Math.min(position, positionMax)}${mark}`;
    if (!known && positions.size < distinctMax) positions.set(word, [at]);
    else if (known && known.length < positionsMax) known.push(at);
  };
  const addPart = ({ word, suffixed, isUnspaced }: Part) => {
    if (isUnspaced) {
      for (const pair of pairsOf(word)) {
        add(pair);
        position += 1;
      }
      add(lastCharacter(word));
    } else {
      add(word);
      add(suffixed);
    }
    position += 1;
  };
  for (const { parts, whole, flag } of readRuns(text)) {
    add(whole);
    add(flag);
    parts.forEach(addPart);
  }
  return position;
}
