import assert from "node:assert/strict";
import { it } from "node:test";
import { parseForwardedAddress } from "./forwarded-address.ts";

it("parseForwardedAddress: parses every form in which proxies write an address", () => {
  for (const [written, address] of [
    ["203.0.113.5", "203.0.113.5"],
    [" 203.0.113.5\t", "203.0.113.5"],
    ["203.0.113.5:51515", "203.0.113.5"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:51515", "2001:db8::1"],
    ['"[2001:db8::1]:51515"', "2001:db8::1"],
    ["::ffff:203.0.113.5", "203.0.113.5"],
    ["fe80::1%eth0.100", "fe80::1"],
    ["[fe80::1%br-0]:51515", "fe80::1"],
    ["[::FFFF:203.0.113.5]:80", "203.0.113.5"],
  ] as const) {
    assert.equal(parseForwardedAddress(written), address, written);
  }
});

it("parseForwardedAddress: does not parse anything else as an address", () => {
  for (const written of [
    ...["", "unknown", "_hidden", "localhost", "203.0.113", "203.0.113.5:", "203.0.113.5:x", ":80"],
    ...["[203.0.113.5", "203.0.113.5]", "[2001:db8::1]x", "[[2001:db8::1]]", "2001:db8::1:51515:x"],
    ...["1.2.3.4 5.6.7.8", "1.2.3.4:5:6", "'; drop table users", "[]:80", "256.1.1.1:80"],
    ...["fe80::1%", "fe80::1%eth0 x", "fe80::1%'; drop table users", "203.0.113.5%"],
  ]) {
    assert.equal(parseForwardedAddress(written), undefined, written);
  }
});
