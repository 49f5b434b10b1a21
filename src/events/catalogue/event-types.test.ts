import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertEventsMatchSchemas } from "../../../test/support/events.ts";
import { endpoints } from "../../app.ts";
import { createContract } from "../../contract/openapi/contract.ts";
import type { Tx } from "../../db/transaction.ts";
import { type EventSource, recordEvent } from "../record.ts";
import { type EventType, eventTypes } from "./event-types.ts";

describe("the data of an event", () => {
  it("fails to compile if it does not match the type of its event", () => {
    const never = (tx: Tx, source: EventSource) => {
      const subject = { type: "workspace", id: null };
      recordEvent(tx, source, { type: "workspace.created", subject, data: { name: "Engines" } });
      recordEvent(tx, source, { type: "session.ended", subject });
      // @ts-expect-error The name must be a string.
      recordEvent(tx, source, { type: "workspace.created", subject, data: { name: 1 } });
      // @ts-expect-error This type requires data.
      recordEvent(tx, source, { type: "workspace.created", subject });
      // @ts-expect-error This type does not have the field.
      recordEvent(tx, source, { type: "workspace.created", subject, data: { name: "", key: "" } });
      // @ts-expect-error This type does not have data.
      recordEvent(tx, source, { type: "session.ended", subject, data: { name: "" } });
      // @ts-expect-error The type does not exist.
      recordEvent(tx, source, { type: "session.begun", subject });
    };
    assert.equal(typeof never, "function");
  });

  it("fails validation in tests if a field is missing or unknown", () => {
    const type = "workspace.created";
    const checking =
      (data: Record<string, unknown>, outcome = "success") =>
      () =>
        assertEventsMatchSchemas([{ type, outcome, data }]);

    assert.doesNotThrow(checking({ name: "Engines" }));
    assert.doesNotThrow(checking({ code: "forbidden", count: 2 }, "refused"));
    assert.throws(checking({}), /does not fit its schema/);
    assert.throws(checking({ name: "Engines", secret: "x" }), /does not fit its schema/);
    assert.throws(checking({ code: "forbidden", count: 2 }), /does not fit its schema/);
  });
});

describe("the contract of events", () => {
  it("has one schema for every event type of the feed, discriminated by `type`", () => {
    const contract = JSON.parse(
      JSON.stringify(createContract(endpoints, { publicUrl: "http://x" })),
    );
    const { schemas } = contract.components;
    const { oneOf, discriminator } = schemas.Event;

    const ofFeed = (Object.keys(eventTypes) as EventType[]).filter(
      (type) => eventTypes[type].kind === "feed",
    );
    assert.equal(discriminator.propertyName, "type");
    assert.deepEqual(Object.keys(discriminator.mapping).sort(), [...ofFeed].sort());
    assert.deepEqual(
      oneOf.map(({ $ref }: { $ref: string }) => $ref).sort(),
      Object.values(discriminator.mapping).sort(),
    );
    for (const [type, $ref] of Object.entries(discriminator.mapping as Record<string, string>)) {
      const { properties } = schemas[$ref.split("/").at(-1) ?? ""];
      assert.equal(properties.type.const, type);
      assert.ok(properties.data);
    }
  });
});
