import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseSmtpUrl } from "./smtp-url.ts";

describe("parseSmtpUrl", () => {
  const tls: Record<string, string> = {
    "smtps://mail.example.com": "immediate 465",
    "smtps://mail.example.com:2465": "immediate 2465",
    "smtp://mail.example.com": "starttls 587",
    "smtp://10.0.0.1:25": "starttls 25",
    "smtp://mail:1025?tls=off": "off 1025",
    "smtp://localhost:1025": "optional 1025",
    "smtp://127.0.0.1": "optional 587",
    "smtp://[::1]/": "optional 587",
  };
  for (const [url, expected] of Object.entries(tls)) {
    it(`decides about encryption and port: ${url} is ${expected}`, () => {
      const server = parseSmtpUrl(url);

      assert.equal(`${server?.tls} ${server?.port}`, expected);
      assert.equal(server?.auth, undefined);
    });
  }

  it("reads a percent-encoded user and password", () => {
    assert.deepEqual(parseSmtpUrl("smtp://ada%40example.com:a%2Fb%3A@mail.example.com")?.auth, {
      user: "ada@example.com",
      pass: "a/b:",
    });
  });

  it("refuses what it would have to ignore", () => {
    for (const url of [
      "mail.example.com",
      "http://mail.example.com",
      "smtp://",
      "smtp://mail.example.com/inbox",
      "smtp://mail.example.com?tls=maybe",
      "smtps://mail.example.com?tls=off",
      "smtp://mail.example.com#x",
      "smtp://a:%zz@mail.example.com",
    ]) {
      assert.equal(parseSmtpUrl(url), undefined, url);
    }
  });
});
