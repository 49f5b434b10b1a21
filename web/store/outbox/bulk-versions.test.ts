import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { learnBulkVersions, withOwnVersions } from "./bulk-versions.ts";
import type { OutboxEntry } from "./entry.ts";
import { learnVersion } from "./own-versions.ts";

function givenBulk(operations: readonly { op: string; ticket: string; if_match: number }[]) {
  return {
    operation: "runBulkOperations",
    input: { workspace_id: "w", operations },
    ticketIds: operations.map(({ ticket }) => ticket),
  } as unknown as OutboxEntry;
}

function sentVersions(entry: OutboxEntry): number[] {
  const { operations } = withOwnVersions(entry).input;
  return (operations as { if_match: number }[]).map(({ if_match }) => if_match);
}

describe("the versions that a bulk is sent under", () => {
  it("are those that the page showed, one later for each operation before it on the ticket", () => {
    const entry = givenBulk([
      { op: "label", ticket: "one", if_match: 3 },
      { op: "unlabel", ticket: "one", if_match: 3 },
      { op: "label", ticket: "other", if_match: 7 },
    ]);
    assert.deepEqual(sentVersions(entry), [3, 4, 7]);
  });

  it("follow one's own writes since then", () => {
    learnVersion("edited", { from: 5, to: 6 });
    assert.deepEqual(
      sentVersions(givenBulk([{ op: "update", ticket: "edited", if_match: 5 }])),
      [6],
    );
  });

  it("let what takes a bulk back follow on it, but not on what somebody else has made", () => {
    const labels = givenBulk([
      { op: "label", ticket: "labelled", if_match: 1 },
      { op: "unlabel", ticket: "labelled", if_match: 1 },
      { op: "delete", ticket: "deleted", if_match: 4 },
      { op: "update", ticket: "unchanged", if_match: 2 },
      { op: "update", ticket: "refused", if_match: 8 },
    ]);
    const versions = [{ version: 2 }, { version: 3 }, undefined, { version: 2 }];
    const results = [...versions.map((ticket) => ({ ticket })), { problem: {} }];

    learnBulkVersions(labels, results);

    const back = [
      { op: "label", ticket: "labelled", if_match: 1 },
      { op: "restore", ticket: "deleted", if_match: 4 },
      { op: "update", ticket: "unchanged", if_match: 2 },
      { op: "update", ticket: "refused", if_match: 8 },
    ];
    assert.deepEqual(sentVersions(givenBulk(back)), [3, 5, 2, 8]);
  });
});
