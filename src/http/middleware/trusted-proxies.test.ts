import assert from "node:assert/strict";
import { it } from "node:test";
import { createProxyTrust } from "./trusted-proxies.ts";

it("createProxyTrust: trusts as many proxies as are configured, counted from Slacky", () => {
  const trusts = (proxies: number) =>
    [0, 1, 2].map((hop) => createProxyTrust(proxies)("192.0.2.1", hop));

  assert.deepEqual(trusts(0), [false, false, false]);
  assert.deepEqual(trusts(2), [true, true, false]);
});

it("createProxyTrust: trusts only the configured addresses and networks, also as IPv4 in IPv6", () => {
  const isTrusted = createProxyTrust(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"]);

  for (const [address, expected] of [
    ["10.1.2.3", true],
    ["::ffff:10.1.2.3", true],
    ["11.0.0.1", false],
    ["192.0.2.7", true],
    ["::ffff:192.0.2.7", true],
    ["192.0.2.8", false],
    ["2001:db8:5::1", true],
    ["2001:db9::1", false],
    ["::1", true],
    ["", false],
    ["unknown", false],
  ] as const) {
    assert.equal(isTrusted(address, 0), expected, address);
  }
});
