import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NotificationChannels, NotificationSettings } from "../../../client/index.ts";
import { notificationReasons } from "../../../src/notifications/reasons.ts";
import { reasons, resetReasons, withPatch } from "./settings-patch.ts";

const channels: NotificationChannels = { inbox: true, push: true, mail: "digest" };
const settings: NotificationSettings = {
  muted: false,
  reasons: Object.fromEntries(
    notificationReasons.map((reason) => [reason, channels]),
  ) as NotificationSettings["reasons"],
};

describe("notification settings", () => {
  it("have a row for every reason of the API", () => {
    assert.deepEqual([...reasons].sort(), [...notificationReasons].sort());
    assert.deepEqual(Object.keys(resetReasons).sort(), [...notificationReasons].sort());
  });

  it("keep what a patch does not name", () => {
    const changed = withPatch(settings, { reasons: { due: { mail: "now" } } });
    assert.deepEqual(changed.reasons.due, { inbox: true, push: true, mail: "now" });
    assert.deepEqual(changed.reasons.claimed, channels);
    assert.equal(withPatch(changed, { muted: true }).reasons.due.mail, "now");
    assert.deepEqual(withPatch(settings, { reasons: resetReasons }), settings);
  });
});
