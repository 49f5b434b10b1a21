import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditVerification } from "../../../client/index.ts";
import { filtersOf, inputOf } from "./filters.ts";
import { type LogVerification, verifyLog } from "./verify-log.ts";

describe("filters of the audit log", () => {
  it("are the query string, without what is empty or unknown", () => {
    const query = new URLSearchParams(
      "outcome=refused&action=&from=2026-11-22&page=3&actor_id=%20",
    );
    assert.deepEqual(filtersOf(query), { outcome: "refused", from: "2026-11-22" });
  });

  it("mean whole days where the reader is, the last one included", () => {
    const zone = process.env.TZ;
    process.env.TZ = "Europe/Berlin";
    try {
      // The clocks change on 25 October 2026, which has 25 hours.
      assert.deepEqual(inputOf({ from: "2026-10-25", to: "2026-10-25" }), {
        from: "2026-10-24T22:00:00.000Z",
        to: "2026-10-25T23:00:00.000Z",
      });
    } finally {
      process.env.TZ = zone;
    }
  });

  it("send a moment as it is, and everything else too", () => {
    const filters = {
      from: "2026-11-22T09:30:00Z",
      to: "yesterday",
      action: "ticket.moved",
      outcome: "failed",
      subject_id: "ENG",
    };
    assert.deepEqual(inputOf(filters), filters);
  });
});

/** What a server answers after each position. */
async function verified(
  answers: Record<string, Partial<AuditVerification>>,
): Promise<{ parts: LogVerification[]; asked: string[] }> {
  const asked: string[] = [];
  const parts: LogVerification[] = [];
  const verify = async (after: number | undefined) => {
    asked.push(String(after));
    const answer = answers[String(after)];
    if (!answer) throw new Error(`Nobody should ask for ${after}.`);
    return { ok: answer.first_bad === undefined, checked: 0, erased: 0, next: null, ...answer };
  };
  for await (const part of verifyLog(verify)) parts.push(part);
  return { parts, asked };
}

const checkpoint = {
  sequence: 500,
  pruned_from: 1,
  pruned_before: "2026-01-01T00:00:00Z",
  signed_at: "2026-01-02T00:00:00Z",
};

describe("verifyLog", () => {
  it("asks for one part after the other and adds them up", async () => {
    const { parts, asked } = await verified({
      undefined: { checked: 10_000, erased: 2, next: 10_000 },
      10000: { checked: 10_000, erased: 0, next: 20_000 },
      20000: { checked: 17, erased: 1 },
    });
    assert.deepEqual(asked, ["undefined", "10000", "20000"]);
    assert.deepEqual(
      parts.map(({ checked, erased, verifiedUpTo, isDone }) => [
        checked,
        erased,
        verifiedUpTo,
        isDone,
      ]),
      [
        [10_000, 2, 10_000, false],
        [20_000, 2, 20_000, false],
        [20_017, 3, 20_017, true],
      ],
    );
    assert.equal(parts.at(-1)?.firstBad, undefined);
  });

  it("goes on at the checkpoint if the beginning was pruned, and names it", async () => {
    const { parts, asked } = await verified({
      undefined: { first_bad: { sequence: 1, reason: "pruned" }, checkpoint },
      500: { checked: 20, checkpoint },
    });
    assert.deepEqual(asked, ["undefined", "500"]);
    assert.deepEqual(parts.at(-1), {
      checked: 20,
      erased: 0,
      verifiedUpTo: 520,
      isDone: true,
      firstBad: undefined,
      checkpoint,
    });
    assert.equal(parts[0]?.firstBad, undefined);
  });

  it("ends at the first record that is wrong", async () => {
    const firstBad = { sequence: 10_004, reason: "hash_differs" } as const;
    const { parts } = await verified({
      undefined: { checked: 10_000, next: 10_000 },
      10000: { checked: 3, first_bad: firstBad },
    });
    assert.deepEqual(parts.at(-1)?.firstBad, firstBad);
    assert.equal(parts.at(-1)?.isDone, true);
  });

  it("does not ask for ever if a server names the same checkpoint again", async () => {
    const pruned = { sequence: 1, reason: "pruned" } as const;
    const { parts, asked } = await verified({
      undefined: { first_bad: pruned, checkpoint },
      500: { first_bad: pruned, checkpoint },
    });
    assert.deepEqual(asked, ["undefined", "500"]);
    assert.deepEqual(parts.at(-1)?.firstBad, pruned);
  });
});
