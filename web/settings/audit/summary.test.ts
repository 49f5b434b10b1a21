import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryOf } from "./summary.ts";

const id = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";

describe("summaryOf an audit record", () => {
  it("names what it is about and what changed", () => {
    const changes = {
      status: { from: "open", to: "closed" },
      resolution: { from: null, to: "done" },
    };
    const data = { key: "ENG-7", changes, reason: "Shipped" };
    assert.equal(
      summaryOf({ data }),
      "ENG-7 · status: open → closed · resolution: done · “Shipped”",
    );
    assert.equal(summaryOf({ data: { name: "Engine" } }), "Engine");
    assert.equal(
      summaryOf({ data: { operation: "listAuditRecords", count: 3 } }),
      "listAuditRecords · × 3",
    );
    assert.equal(summaryOf({ data: {} }), "");
  });

  it("names a field whose values are IDs, lists or digests without them", () => {
    const changes = {
      assignee_id: { from: null, to: id },
      labels: { from: ["a"], to: ["a", "b"] },
      description: { from: { sha256: "…", length: 3 }, to: { sha256: "…", length: 5 } },
      archived_at: { from: null, to: "2026-12-01T04:32:31.564908Z" },
      due_on: { from: "2026-12-24", to: null },
    };
    assert.equal(
      summaryOf({ data: { changes } }),
      "assignee · labels · description · archived at · due on: 2026-12-24 → none",
    );
  });

  it("leaves out what a new ticket has by itself", () => {
    const changes = {
      title: { from: null, to: "A ticket" },
      priority: { from: null, to: "none" },
      labels: { from: null, to: [] },
      metadata: { from: null, to: {} },
      due_on: { from: null, to: null },
    };
    assert.equal(summaryOf({ data: { key: "ENG-1", changes } }), "ENG-1 · title: A ticket");
    const cleared = { priority: { from: "high", to: "none" }, labels: { from: ["a"], to: [] } };
    assert.equal(summaryOf({ data: { changes: cleared } }), "priority: high → none · labels");
  });

  it("stays within a line, whatever a record contains", () => {
    assert.equal(summaryOf({ data: { name: "x".repeat(500) } }).length, 90);
    assert.equal(summaryOf({ data: { changes: "all", key: 3, reason: null } }), "");
    assert.equal(summaryOf({ data: { changes: { status: null } } }), "");
  });
});
