import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { default as addFormats } from "ajv-formats";
import { z } from "zod";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { withDigests, withoutTexts } from "../../src/events/catalogue/changed-texts.ts";
import {
  auditActions,
  type EventType,
  eventTypes,
} from "../../src/events/catalogue/event-types.ts";
import { refusalData } from "../../src/events/catalogue/refusal-data.ts";

/** What every recorded event has, in the outbox as in the feed. */
export interface Recorded {
  type: string;
  outcome: string;
  data: Record<string, unknown>;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
const validators = new Map<z.ZodObject, ValidateFunction>();

/**
 * Checks that events of the outbox match the schemas of their types once they are in the feed, and
 * that they have no texts.
 */
export function assertRecordedMatchSchemas(events: readonly Recorded[]): void {
  for (const { type, data } of events) assert.deepEqual(withDigests(data), data, type);
  assertEventsMatchSchemas(events.map((event) => ({ ...event, data: withoutTexts(event.data) })));
}

/** Checks that events match the schemas of their types, without additional fields. */
export function assertEventsMatchSchemas(events: readonly Recorded[]): void {
  for (const { type, outcome, data } of events) {
    const isRefusal = outcome !== "success" && "code" in data;
    const types: readonly string[] = isRefusal ? auditActions : Object.keys(eventTypes);
    assert.ok(types.includes(type), `${type} is not an event type.`);
    const fits = validatorOf(isRefusal ? refusalData : eventTypes[type as EventType].data);
    if (fits(data)) continue;
    assert.fail(
      `${type} (${outcome}) does not fit its schema: ${ajv.errorsText(fits.errors)}\n${JSON.stringify(data).slice(0, 2000)}`,
    );
  }
}

/** Every event of a test's database, whether or not the test looked at it. */
export async function checkRecordedEvents(db: Queryable): Promise<void> {
  assertRecordedMatchSchemas(
    await db.query(sql<Recorded>`select o.type, o.outcome, o.data from outbox o`),
  );
  assertEventsMatchSchemas(
    await db.query(sql<Recorded>`select e.type, 'success' as outcome, e.data from events e`),
  );
}

/** Responses may gain fields, so the contract leaves objects open; `toJSONSchema` closes them. */
function validatorOf(schema: z.ZodObject): ValidateFunction {
  const validate = validators.get(schema) ?? ajv.compile(z.toJSONSchema(schema));
  validators.set(schema, validate);
  return validate;
}
