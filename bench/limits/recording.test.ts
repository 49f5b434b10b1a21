import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scriptOf } from "./pgbench-script.ts";
import { recordingOf, type Take } from "./recording.ts";

const ids = {
  ada: "01924f5e-0000-7000-8000-00000000000a",
  bob: "01924f5e-0000-7000-8000-00000000000b",
  session_a: "01924f5e-0000-7000-8000-0000000000aa",
  session_b: "01924f5e-0000-7000-8000-0000000000bb",
  project: "01924f5e-0000-7000-8000-000000000001",
  ticket_1: "01924f5e-0000-7000-8000-000000000011",
  ticket_2: "01924f5e-0000-7000-8000-000000000012",
  event_1: "01924f5e-0000-7000-8000-0000000000e1",
  event_2: "01924f5e-0000-7000-8000-0000000000e2",
};

/** What an edit sends: the role, the ticket, then the change and its event in one batch. */
function givenTake(which: 1 | 2): Take {
  const [user, session] = which === 1 ? [ids.ada, ids.session_a] : [ids.bob, ids.session_b];
  const ticket = which === 1 ? ids.ticket_1 : ids.ticket_2;
  const event = which === 1 ? ids.event_1 : ids.event_2;
  const number = which === 1 ? "7001" : "7002";
  const sent = (text: string, values: (string | null)[], rows: Record<string, string>[] = []) => ({
    name: "",
    text,
    values,
    rows,
  });
  return {
    principal: { user_id: user, session_id: session },
    request: `PATCH /v1/workspaces/w/tickets/BIG-${number} HTTP/1.1\r\n\r\n{"title":"Title ${which}"}`,
    status: 200,
    batches: [
      [sent("begin", [])],
      [
        sent(
          "select m from members where user_id = any($1::uuid[])",
          [`{"${user}"}`],
          [{ m: "1" }],
        ),
      ],
      [
        sent(
          "select t.id, t.project_id where number = $1",
          [number],
          [{ id: ticket, project_id: ids.project }],
        ),
      ],
      [
        sent(
          "update tickets set title = $1 where id = $2 and project_id = $3 returning id",
          [`Title ${which}`, ticket, ids.project],
          [{ id: ticket }],
        ),
        sent("insert into outbox values ($1, $2, $3, $4)", [
          event,
          `{"to": "Title ${which}"}`,
          null,
          ticket,
        ]),
        sent("commit", []),
      ],
    ],
  };
}

describe("a recording", () => {
  const recording = recordingOf("edit", givenTake(1), givenTake(2));
  const valuesAt = (batch: number, statement: number) =>
    recording.batches[batch]?.[statement]?.values;

  it("finds the ticket's number, texts of the body and the principal's ID in the values", () => {
    assert.deepEqual(valuesAt(1, 0), [
      { is: "principal", id: "user_id", before: '{"', after: '"}' },
    ]);
    assert.deepEqual(valuesAt(2, 0), [{ is: "number" }]);
    assert.deepEqual(valuesAt(3, 0)?.[0], { is: "field", name: "title" });
  });

  it("reads a value that differs from an earlier row, and keeps a value that does not differ", () => {
    assert.deepEqual(valuesAt(3, 0)?.slice(1), [
      { is: "row", batch: 2, statement: 0, column: "id" },
      { is: "constant", value: ids.project },
    ]);
  });

  it("generates new IDs, and counts the values that it cannot vary", () => {
    assert.deepEqual(valuesAt(3, 1)?.slice(0, 3), [
      { is: "fresh", nth: 0 },
      { is: "constant", value: '{"to": "Title 1"}' },
      { is: "constant", value: null },
    ]);
    assert.equal(recording.frozen, 1);
  });

  it("answers with the rows of the last statement that returned any", () => {
    assert.deepEqual(recording.answer, { batch: 3, statement: 0 });
  });
});

describe("a pgbench script", () => {
  const recording = recordingOf("edit", givenTake(1), givenTake(2));
  const script = scriptOf([recording], {
    numbers: { from: 91, count: 20, isOwned: true },
    principals: [givenTake(1).principal, givenTake(2).principal],
  });

  it("gives each client tickets of its own and a principal of its own", () => {
    assert.match(
      script.text,
      /\\set number :from \+ :client_id \+ \(:visit % :rounds\) \* :clients/,
    );
    assert.match(script.text, new RegExp(`array\\['${ids.ada}', '${ids.bob}'\\]\\)\\[:client_id`));
    assert.deepEqual([script.variables.clients, script.variables.rounds], ["2", "10"]);
  });

  it("reads a row that a later batch needs, and sends the other batches as pipelines", () => {
    const lines = script.text.trim().split("\n");
    assert.ok(lines.includes("\\gset v0_2_0_"), script.text);
    assert.match(script.text, /where id = :v0_2_0_id and/);
    assert.deepEqual(
      lines.filter((line) => /pipeline$/.test(line)),
      ["\\startpipeline", "\\endpipeline"],
    );
    assert.match(lines.at(-2) ?? "", /^commit;$/);
  });

  it("sends every value except null as a parameter", () => {
    assert.equal(Object.values(script.variables).includes(ids.project), true);
    assert.doesNotMatch(script.text, new RegExp(ids.project));
    assert.match(script.text, /, null, /);
  });
});
