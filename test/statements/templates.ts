/** A template literal in the source with the tag `sql`. */
export interface Template {
  file: string;
  line: number;
  /** The function, or the constant, that contains it. */
  owner: string;
  /** The text between its inserts. */
  parts: string[];
}

export function templatesIn(file: string, source: string): Template[] {
  const code = withoutComments(source);
  return [...code.matchAll(/\bsql(<[^`]*?>)?`/g)].map(({ 0: tag, index }) => ({
    file,
    line: code.slice(0, index).split("\n").length,
    owner: ownerAt(code, index),
    parts: partsFrom(code, index + tag.length),
  }));
}

/** Whether the statement contains the template, with any inserts. */
export function isIn({ parts }: Template, statement: string): boolean {
  let position = 0;
  return parts.every((part) => {
    const found = statement.indexOf(part, position);
    position = found + part.length;
    return found >= 0;
  });
}

/** Whether the template is the whole statement. */
export function isAll(template: Template, statement: string): boolean {
  const { parts } = template;
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  return (
    (parts.length > 1 || statement === first) &&
    statement.startsWith(first) &&
    statement.endsWith(last) &&
    isIn(template, statement)
  );
}

/** The length of its text in the source, without inserts. */
export function lengthOf({ parts }: Template): number {
  return parts.join("").length;
}

/** Replaces comments with blank lines, so that lines keep their numbers. */
function withoutComments(source: string): string {
  return source.replace(/^[ \t]*(\/\/|\/?\*).*$/gm, "");
}

function ownerAt(code: string, index: number): string {
  const before = code.slice(0, index);
  const names = [...before.matchAll(/^(?:export )?(?:async )?(?:function|const) (\w+)/gm)];
  return names.at(-1)?.[1] ?? "";
}

/** Reads a template literal from the character after its first backtick to the last one. */
function partsFrom(code: string, start: number): string[] {
  const parts = [""];
  let at = start;
  while (code[at] !== "`") {
    if (code.startsWith("${", at)) {
      at = endOfInsert(code, at + 2);
      parts.push("");
    } else {
      parts.push(`${parts.pop()}${code[at]}`);
      at += 1;
    }
    if (at >= code.length)
      throw new Error(`A template has no end: ${code.slice(start, start + 80)}`);
  }
  return parts;
}

/** Returns the position after the brace that closes an insert, which may contain further templates. */
function endOfInsert(code: string, start: number): number {
  let depth = 1;
  let at = start;
  while (depth > 0 && at < code.length) {
    const character = code[at];
    if (character === "`") at = endOfTemplate(code, at + 1) - 1;
    else if (character === '"') at = code.indexOf('"', at + 1);
    else if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    at += 1;
  }
  return at;
}

function endOfTemplate(code: string, start: number): number {
  let at = start;
  while (code[at] !== "`" && at < code.length) {
    at = code.startsWith("${", at) ? endOfInsert(code, at + 2) : at + 1;
  }
  return at + 1;
}
