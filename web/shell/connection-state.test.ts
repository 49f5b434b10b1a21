import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectionState } from "./connection-state.ts";

describe("connectionState", () => {
  it("is offline while writes cannot be sent, although the stream has not noticed yet", () => {
    assert.equal(connectionState({ feed: "live", isOffline: true, waiting: 2 }), "offline");
    assert.equal(connectionState({ feed: "offline", isOffline: false, waiting: 0 }), "offline");
  });

  it("is saving while writes are under way, else what the stream is", () => {
    assert.equal(connectionState({ feed: "live", isOffline: false, waiting: 1 }), "saving");
    assert.equal(connectionState({ feed: "live", isOffline: false, waiting: 0 }), "live");
    assert.equal(
      connectionState({ feed: "connecting", isOffline: false, waiting: 0 }),
      "connecting",
    );
  });
});
