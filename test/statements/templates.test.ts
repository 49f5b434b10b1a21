import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAll, isIn, templatesIn } from "./templates.ts";

const source = `
/** Made by \`sql\`: no template of its own. */
export async function findTicket(tx: Tx, { id, labels }: Key): Promise<Ticket | undefined> {
  const some = labels.length > 0 ? sql\`and t.labels @> \${labels}::text[]\` : sql\`\`;
  return tx.query(sql<Pick<Ticket, "id">>\`
    select t.id
      from tickets t
     where t.id = \${id ?? \`\${"}"}none\`}
       \${join([some, sql\`and t.number > \${{ from: 1 }.from}\`], " ")}\`);
}

const columns = sql\`t.id, t.title\`;
`;
const templates = templatesIn("src/tickets/queries.ts", source);

describe("templates in the source", () => {
  it("are found with their owner, their line and the text between their inserts", () => {
    assert.deepEqual(
      templates.map(({ owner, line, parts }) => [owner, line, ...parts]),
      [
        ["findTicket", 4, "and t.labels @> ", "::text[]"],
        ["findTicket", 4, ""],
        [
          "findTicket",
          5,
          "\n    select t.id\n      from tickets t\n     where t.id = ",
          "\n       ",
          "",
        ],
        ["findTicket", 9, "and t.number > ", ""],
        ["columns", 12, "t.id, t.title"],
      ],
    );
  });

  it("are distinguished in the statements that were sent", () => {
    const sent =
      "\n    select t.id\n      from tickets t\n     where t.id = $1\n       and t.number > $2";
    assert.deepEqual(
      templates.map((template) => [isIn(template, sent), isAll(template, sent)]),
      [
        [false, false],
        [true, false],
        [true, true],
        [true, false],
        [false, false],
      ],
    );
  });
});
