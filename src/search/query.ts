import { lastCharacter, pairsOf, quote, type Weight, workspacePrefix } from "./document.ts";
import { type Part, type Run, readRuns } from "./read-runs.ts";

/** Each a `tsquery` in its text form, written from tokens: PostgreSQL can read all of them. */
export interface SearchQuery {
  /** What one text of the ticket has. */
  include: string | undefined;
  /** What no text of the ticket has. */
  exclude: string | undefined;
  /** What finds a ticket in spite of `exclude`: the exclusions as flags, for `tar -x fails`. */
  literal: string | undefined;
  /** What one text of every hit has, `include` or `literal`; undefined if all is excluded. */
  found: string | undefined;
  /** What shows in which text of a hit the words are, by the weight of the text. */
  inTitle: string | undefined;
  inDescription: string | undefined;
}

/** The query of a text without a token: it finds nothing. */
export const emptyQuery: SearchQuery = {
  include: undefined,
  exclude: undefined,
  literal: undefined,
  found: undefined,
  inTitle: undefined,
  inDescription: undefined,
};

interface Term {
  runs: Run[];
  kind: "words" | "phrase";
  isExcluded: boolean;
  isPrefix: boolean;
}

// A phrase, or what stands between two blanks. Punctuation may follow a phrase.
const termPattern =
  /(?<minus>-?)"(?<phrase>[^"]*)"\p{P}*(?![^\p{White_Space}\p{Cc}])|[^\p{White_Space}\p{Cc}]+/gu;

/**
 * Reads what was typed: words that all have to be there, the last one or `auth*` as a prefix, `"a phrase"`,
 * and `-word` or `-"a phrase"` for what must not be there. Undefined where it has no token.
 */
export function parseSearch(workspace_id: string, q: string): SearchQuery | undefined {
  const prefix = workspacePrefix(workspace_id);
  const text = q.replace(/[“”„‟]/g, '"');
  const terms = readTerms(text);
  const last = terms.at(-1);
  if (!last) return undefined;
  if (last.kind === "words" && !last.isExcluded) last.isPrefix = true;

  const write = (term: Term) => writeTerm(term, { prefix });
  const included = terms.filter(({ isExcluded }) => !isExcluded);
  const excluded = terms.filter(({ isExcluded }) => isExcluded);
  const include = joined(included.map(write), " & ");
  const literal = excluded.length > 0 ? writeLiterally(text, prefix) : undefined;
  const isIn = (weight: Weight) => joined(writeAny(terms, { prefix, weight }), " | ");
  return {
    include,
    exclude: joined(excluded.map(write), " | "),
    literal,
    found: joined(
      [include, literal].filter((part) => part !== undefined),
      " | ",
    ),
    inTitle: isIn("A"),
    inDescription: isIn("D"),
  };
}

function readTerms(text: string): Term[] {
  return Array.from(text.matchAll(termPattern)).flatMap(({ 0: written, groups }): Term[] => {
    const runs = [...readRuns(written)];
    const [first] = runs;
    if (!first) return [];
    // What has no flag in the stored text could not be found literally.
    const isExcluded = /^-(?!-)/.test(written) && first.flag !== undefined;
    const phrase = [...readRuns(groups?.phrase ?? "")];
    if (phrase.length > 0 && (isExcluded || groups?.minus === "")) {
      return [{ runs: phrase, kind: "phrase", isExcluded, isPrefix: false }];
    }
    return [{ runs, kind: "words", isExcluded, isPrefix: written.endsWith("*") }];
  });
}

interface Place {
  /** Of the workspace. */
  prefix: string;
  /** Of the texts that may have the words; all of them without it. */
  weight?: Weight;
}

interface Style extends Place {
  isPrefix: boolean;
}

function writeTerm({ runs, kind, isPrefix }: Term, place: Place): string {
  const style = { ...place, isPrefix };
  if (kind === "phrase") return writePhrase(runs, style);
  return runs.map((run) => writeRun(run, style)).join(" & ");
}

/** What a hit has, term by term: an excluded word only as a flag. */
function writeAny(terms: readonly Term[], place: Place): string[] {
  return terms.flatMap((term) => {
    if (!term.isExcluded) return [writeTerm(term, place)];
    const flags = term.runs.flatMap(({ flag }) => (flag === undefined ? [] : [flag]));
    return flags.map((flag) => writeWord(flag, { ...place, isPrefix: false }));
  });
}

function writeRun(run: Run, style: Style): string {
  const [only] = run.parts;
  if (!only || run.whole !== undefined) {
    return `(${writeWord(run.whole ?? "", style)} | ${writePhrase([run], style)})`;
  }
  // Together they are as good as a phrase, and a long text stores few positions of a pair.
  if (only.isUnspaced) return endingChain(only, style).join(" & ");
  return writeWord(only.suffixed ?? only.word, style);
}

/** Parts next to each other, in order. */
function writePhrase(runs: readonly Run[], style: Style): string {
  const exact = { ...style, isPrefix: false };
  const parts = runs.flatMap((run) => run.parts);
  const chain = parts.flatMap((part, index) => {
    const isLast = index === parts.length - 1;
    if (!part.isUnspaced) return [writeWord(part.suffixed ?? part.word, isLast ? style : exact)];
    if (isLast) return endingChain(part, style);
    return [...pairsOf(part.word), lastCharacter(part.word)].map((pair) => writeWord(pair, exact));
  });
  return `(${chain.join(" <-> ")})`;
}

/** A piece of a text without blanks, which may go on after it. */
function endingChain({ word }: Part, style: Style): string[] {
  const pairs = pairsOf(word);
  if (pairs.length === 0) return [`${quote(style.prefix + word)}:*${style.weight ?? ""}`];
  return pairs.map((pair) => writeWord(pair, { ...style, isPrefix: false }));
}

/** One letter is not used as a prefix: it would find nearly everything. */
function writeWord(word: string, { prefix, isPrefix, weight }: Style): string {
  const label = `${isPrefix && word.length > 1 ? "*" : ""}${weight ?? ""}`;
  return quote(prefix + word) + (label === "" ? "" : `:${label}`);
}

/** All that was typed as words, a `-v` as it stands. */
function writeLiterally(text: string, prefix: string): string | undefined {
  const words = Array.from(readRuns(text), (run) => {
    const style = { prefix, isPrefix: false };
    return run.flag === undefined ? writeRun(run, style) : writeWord(run.flag, style);
  });
  return joined(words, " & ");
}

function joined(words: readonly string[], operator: string): string | undefined {
  if (words.length < 2) return words[0];
  return words.map((word) => `(${word})`).join(operator);
}
