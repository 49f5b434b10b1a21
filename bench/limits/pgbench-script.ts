import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import type { RecordedStatement, Recording, Value } from "./recording.ts";

/** A pgbench script, and the variables to start it with. */
export interface Script {
  text: string;
  variables: Record<string, string>;
}

/** Which tickets the script uses: the same as the connections of the generator. */
export interface Numbers {
  from: number;
  count: number;
  /** Whether each client walks through tickets of its own, or picks any at random. */
  isOwned: boolean;
}

/**
 * Writes the statements of these recordings for pgbench: every value is a parameter, a batch is a pipeline, and values
 * that a later statement needs are read from the rows. Texts are the same each time, because pgbench cannot generate
 * any. There is one client for each of `callers`.
 */
export function scriptOf(
  recordings: readonly Recording[],
  { numbers, principals }: { numbers: Numbers; principals: readonly AccessTokenSubject[] },
): Script {
  const clients = principals.length;
  const variables: Record<string, string> = {
    visit: "0",
    clients: String(clients),
    from: String(numbers.from),
    rounds: String(Math.max(1, Math.floor(numbers.count / clients))),
    last: String(numbers.from + numbers.count - 1),
  };
  const lines = [
    "\\set visit :visit + 1",
    numbers.isOwned
      ? "\\set number :from + :client_id + (:visit % :rounds) * :clients"
      : "\\set number random(:from, :last)",
  ];
  for (const [nth, recording] of recordings.entries()) {
    lines.push("\\set serial :serial + 16");
    lines.push(...linesOf(recording, { name: `v${nth}`, variables, principals }));
  }
  return { text: `${lines.join("\n")}\n`, variables };
}

interface Names {
  name: string;
  variables: Script["variables"];
  principals: readonly AccessTokenSubject[];
}

function linesOf(recording: Recording, names: Names): string[] {
  const { name } = names;
  return recording.batches.flatMap((batch, at) => {
    const isUsed = batch.some((_, nth) => isReadLater(recording, at, nth));
    const isPipeline = batch.length > 1 && !isUsed;
    const statements = batch.map((statement, nth) => {
      const text = withVariables(statement, `${name}_${at}_${nth}`, names);
      return isReadLater(recording, at, nth) ? `${text}\n\\gset ${name}_${at}_${nth}_` : `${text};`;
    });
    return isPipeline ? ["\\startpipeline", ...statements, "\\endpipeline"] : statements;
  });
}

function isReadLater({ batches }: Recording, batch: number, statement: number): boolean {
  return batches
    .flat()
    .some(({ values }) =>
      values.some((v) => v.is === "row" && v.batch === batch && v.statement === statement),
    );
}

function withVariables(
  { text, values }: RecordedStatement,
  place: string,
  { name, variables, principals }: Names,
): string {
  const oneLine = text.replaceAll(/\s*\n\s*/g, " ").trim();
  return oneLine.replaceAll(/\$(\d+)/g, (_, digits) => {
    const value = values[Number(digits) - 1] as Value;
    switch (value.is) {
      case "number":
        return ":number";
      case "principal":
        return principalId(value, principals);
      case "row":
        return `:${name}_${value.batch}_${value.statement}_${value.column}`;
      case "fresh":
        return freshUuid(value.nth);
      case "field":
        return constant(variables, `${place}_${digits}`, "A text that is the same each time");
      case "constant":
        return value.value === null
          ? "null"
          : constant(variables, `${place}_${digits}`, value.value);
    }
  });
}

function constant(variables: Script["variables"], name: string, value: string): string {
  variables[name] = value;
  return `:${name}`;
}

/** Each client counts up in a range of its own, so that IDs are generated in order, as Slacky does. */
function freshUuid(nth: number): string {
  const client = "lpad(to_hex(:client_id::integer), 4, '0')";
  const serial = `lpad(to_hex(:serial::bigint + ${nth}), 12, '0')`;
  return `(('019b0000-' || ${client} || '-7000-8000-' || ${serial})::uuid)`;
}

/** Each client has a caller of its own, as each connection of the generator has. */
function principalId(
  { id, before, after }: Extract<Value, { is: "principal" }>,
  principals: readonly AccessTokenSubject[],
): string {
  const ids = principals.map((principal) => `'${principal[id]}'`).join(", ");
  const own = `(array[${ids}])[:client_id::integer + 1]`;
  return before + after === "" ? `(${own}::uuid)` : `('${before}' || ${own} || '${after}')`;
}
