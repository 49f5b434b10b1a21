import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { programOf } from "./user-agent.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("programOf a user agent", () => {
  it("names the browser, although it says that it is others too", () => {
    const agents: [string, string][] = [
      [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`, "Chrome, Linux"],
      [
        `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
        "Edge, Windows",
      ],
      ["Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0", "Firefox, Android"],
      [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Safari, iPhone",
      ],
      [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Safari, macOS",
      ],
    ];
    for (const [agent, program] of agents) assert.equal(programOf(agent), program);
  });

  it("shows the beginning of what another program sends", () => {
    assert.equal(programOf("curl/8.5.0"), "curl/8.5.0");
    assert.equal(programOf("x".repeat(500)).length, 60);
  });
});
