import assert from "node:assert/strict";
import { createHash, createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import jwt from "jsonwebtoken";
import { createAccessTokens } from "./access-token.ts";

const secret = "new secret of at least 32 bytes, ok";
const oldSecret = "old secret of at least 32 bytes, ok";
const issuer = "https://slacky.example";
const principal = {
  user_id: "01930000-0000-7000-8000-000000000001",
  session_id: "01930000-0000-7000-8000-000000000002",
};
const nowSeconds = 1_800_000_000;
const verified = { ...principal, expires_at: nowSeconds + 900 };
const tokens = tokensAt(nowSeconds);

const goodHeader = { alg: "HS256", typ: "at+jwt", kid: kidOf(secret) };
const goodClaims = {
  iss: issuer,
  aud: "slacky",
  client_id: "slacky",
  sub: principal.user_id,
  sid: principal.session_id,
  jti: "01930000-0000-7000-8000-000000000003",
  iat: nowSeconds,
  exp: nowSeconds + 900,
};
type Parts = Record<string, unknown>;

describe("an access token", () => {
  it("names the user and the session for 15 minutes, and no permissions", () => {
    const { token, expires_in } = tokens.sign(principal);

    const [header, payload] = decoded(token);
    assert.equal(expires_in, 900);
    assert.deepEqual(header, goodHeader);
    assert.deepEqual({ ...payload, jti: goodClaims.jti }, goodClaims);
    assert.deepEqual(tokens.verify(token), verified);
  });

  it("has a unique ID", () => {
    const [, one] = decoded(tokens.sign(principal).token);
    const [, other] = decoded(tokens.sign(principal).token);

    assert.notEqual(one.jti, other.jti);
  });

  it("is valid until the second before it expires, without tolerance", () => {
    const { token } = tokens.sign(principal);

    assert.deepEqual(tokensAt(nowSeconds + 899).verify(token), verified);
    assert.equal(tokensAt(nowSeconds + 900).verify(token), undefined);
  });

  it("is accepted from a clock that is at most 30 seconds ahead", () => {
    const { token } = tokens.sign(principal);

    assert.deepEqual(tokensAt(nowSeconds - 30).verify(token), verified);
    assert.equal(tokensAt(nowSeconds - 31).verify(token), undefined);
  });

  it("is refused when any of its bytes was changed", () => {
    const { token } = tokens.sign(principal);

    for (let index = 0; index < token.length; index++) {
      const other = token[index] === "A" ? "B" : "A";
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      assert.equal(tokens.verify(changed), undefined, `changed at ${index}`);
    }
  });

  it("is refused when it is not three parts of base64url within 4 KiB", () => {
    const { token } = tokens.sign(principal);
    const [header, payload, signature] = token.split(".");

    for (const text of [
      "",
      ".",
      "..",
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}. `,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      `${token}.`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      `"${token}"`,
    ]) {
      assert.equal(tokens.verify(text), undefined, JSON.stringify(text));
    }
    assert.deepEqual(tokens.verify(forge({ claims: { more: "x".repeat(2500) } })), verified);
    assert.equal(tokens.verify(forge({ claims: { more: "x".repeat(3000) } })), undefined);
  });
});

describe("the header of an access token", () => {
  it("is accepted when the tests forge it without a fault", () => {
    assert.deepEqual(tokens.verify(forge({})), verified);
  });

  const wrongHeaders: Parts[] = [
    { typ: undefined },
    { typ: "JWT" },
    { typ: "application/at+jwt" },
    { typ: "AT+JWT" },
    { typ: ["at+jwt"] },
    { alg: undefined },
    { alg: "HS384" },
    { alg: "hs256" },
    { alg: "RS256" },
    { alg: ["HS256"] },
    { kid: undefined },
    { kid: null },
    { kid: 7 },
    { kid: [kidOf(secret)] },
    { kid: "" },
    { kid: "__proto__" },
    { kid: "constructor" },
    { kid: "../../../../dev/null" },
    { kid: "/proc/sys/kernel/randomize_va_space" },
    { kid: "x' union select 'key' --" },
    { kid: `${kidOf(secret)}\0` },
    { kid: kidOf("a secret that this server never had") },
    { jku: "https://evil.example/keys" },
    { x5u: "https://evil.example/cert" },
    { jwk: { kty: "oct", k: Buffer.from(secret).toString("base64url") } },
    { x5c: ["MIIB"] },
    { crit: ["exp"] },
    { b64: false },
    { zip: "DEF" },
  ];
  for (const header of wrongHeaders) {
    it(`is refused with ${shown(header)}, though the signature is right`, () => {
      assert.equal(tokens.verify(forge({ header })), undefined);
    });
  }

  it("is refused when it names no signature algorithm", () => {
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      const [header, payload, signature] = forge({ header: { alg } }).split(".");
      assert.equal(tokens.verify(`${header}.${payload}.`), undefined, alg);
      assert.equal(tokens.verify(`${header}.${payload}.${signature}`), undefined, alg);
    }
  });

  it("is refused when the signature is from an RSA key, or uses its public key as shared secret", () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const unsigned = unsignedOf({ ...goodHeader, alg: "RS256" }, goodClaims);
    const signature = createSign("sha256").update(unsigned).sign(privateKey, "base64url");

    assert.equal(tokens.verify(`${unsigned}.${signature}`), undefined);
    assert.equal(tokens.verify(forge({ secret: pem })), undefined);
    assert.equal(tokens.verify(forge({ secret: pem, header: { kid: kidOf(pem) } })), undefined);
    assert.equal(tokens.verify(forge({ secret: "" })), undefined);
  });
});

describe("the claims of an access token", () => {
  for (const claim of Object.keys(goodClaims)) {
    it(`are refused without ${claim}, or with it null, empty, a list or an object`, () => {
      for (const value of [undefined, null, "", [], {}, true]) {
        assert.equal(tokens.verify(forge({ claims: { [claim]: value } })), undefined);
      }
    });
  }

  const wrongClaims: Parts[] = [
    { iss: "https://evil.example" },
    { iss: [issuer] },
    { iss: `${issuer}/` },
    { aud: "other" },
    { aud: ["slacky"] },
    { aud: ["slacky", "other"] },
    { client_id: "other" },
    { sub: "1" },
    { sub: `${principal.user_id}'--` },
    { sid: "not-a-uuid" },
    { jti: "not-a-uuid" },
    { iat: nowSeconds + 31, exp: nowSeconds + 900 },
    { iat: String(nowSeconds) },
    { iat: nowSeconds + 0.5 },
    { iat: -1 },
    { exp: nowSeconds },
    { exp: nowSeconds - 1 },
    { exp: nowSeconds + 901 },
    { exp: String(nowSeconds + 900) },
    { exp: 1e300 },
    { nbf: nowSeconds + 31 },
    { nbf: "later" },
    { nbf: null },
  ];
  for (const claims of wrongClaims) {
    it(`are refused with ${shown(claims)}`, () => {
      assert.equal(tokens.verify(forge({ claims })), undefined);
    });
  }

  it("are accepted with a not-before time at most 30 seconds ahead", () => {
    assert.deepEqual(tokens.verify(forge({ claims: { nbf: nowSeconds + 30 } })), verified);
  });

  it("are refused when one is given twice, although a parser would take the later value", () => {
    const payload = JSON.stringify({ ...goodClaims, sub: principal.session_id });
    const twice = payload.replace("{", `{"sub":"${principal.user_id}",`);
    const header = JSON.stringify(goodHeader);

    assert.notEqual(tokens.verify(signed(`${base64url(header)}.${base64url(payload)}`)), undefined);
    assert.equal(tokens.verify(signed(`${base64url(header)}.${base64url(twice)}`)), undefined);
    const twiceHeader = header.replace("{", '{"alg":"none",');
    assert.equal(
      tokens.verify(signed(`${base64url(twiceHeader)}.${base64url(payload)}`)),
      undefined,
    );
  });

  it("are refused when they are not a JSON object", () => {
    for (const payload of ["null", "[]", '"text"', "7", "{", "", "\xff"]) {
      const unsigned = `${base64url(JSON.stringify(goodHeader))}.${base64url(payload)}`;
      assert.equal(tokens.verify(signed(unsigned)), undefined, payload);
    }
  });
});

describe("an access token that was verified before", () => {
  it("is accepted from the cache with the same result", (t) => {
    const verify = t.mock.method(jwt, "verify");
    const token = forge({});
    const own = tokensAt(nowSeconds);

    assert.deepEqual([own.verify(token), own.verify(token)], [verified, verified]);
    assert.equal(verify.mock.callCount(), 1);
  });

  it("is still refused before its start and after its expiry", () => {
    let seconds = nowSeconds;
    const own = createAccessTokens({ secrets: [secret], issuer, now: () => seconds * 1000 });
    const { token } = own.sign(principal);
    const at = (moment: number) => {
      seconds = moment;
      return own.verify(token);
    };

    assert.deepEqual(at(nowSeconds), verified);
    assert.deepEqual(at(nowSeconds + 899), verified);
    assert.equal(at(nowSeconds + 900), undefined);
    assert.equal(at(nowSeconds - 31), undefined);
    assert.deepEqual(at(nowSeconds), verified);
  });

  it("does not make a token that differs in one character valid", () => {
    const own = tokensAt(nowSeconds);
    const token = forge({});
    own.verify(token);

    for (let index = 0; index < token.length; index++) {
      const other = token[index] === "A" ? "B" : "A";
      assert.equal(own.verify(token.slice(0, index) + other + token.slice(index + 1)), undefined);
    }
  });

  it("is evicted by newer ones, so that the cache stays bounded", (t) => {
    const own = tokensAt(nowSeconds);
    const { token } = own.sign(principal);
    own.verify(token);
    for (let nth = 0; nth < 5_000; nth++) own.verify(own.sign(principal).token);
    const verify = t.mock.method(jwt, "verify");

    assert.deepEqual(own.verify(token), verified);
    assert.equal(verify.mock.callCount(), 1);
  });
});

describe("rotating the secrets", () => {
  const before = tokensAt(nowSeconds, [oldSecret]);
  const during = tokensAt(nowSeconds, [secret, oldSecret]);
  const after = tokensAt(nowSeconds, [secret]);

  it("accepts tokens of both configured secrets, and signs with the first", () => {
    const { token } = during.sign(principal);

    assert.deepEqual(during.verify(before.sign(principal).token), verified);
    assert.deepEqual(during.verify(token), verified);
    assert.equal(decoded(token)[0].kid, kidOf(secret));
    assert.deepEqual(after.verify(token), verified);
  });

  it("refuses tokens of a secret that was removed", () => {
    assert.equal(after.verify(before.sign(principal).token), undefined);
  });

  it("refuses a signature of one secret under the key ID of the other", () => {
    const header = { kid: kidOf(secret) };

    assert.equal(during.verify(forge({ header, secret: oldSecret })), undefined);
  });

  it("throws when no secret is left", () => {
    assert.throws(() => tokensAt(nowSeconds, []), /at least one secret/);
  });
});

function tokensAt(seconds: number, secrets = [secret]) {
  return createAccessTokens({ secrets, issuer, now: () => seconds * 1000 });
}

function forge(wrong: { header?: Parts; claims?: Parts; secret?: string }): string {
  const header = { ...goodHeader, ...wrong.header };
  return signed(unsignedOf(header, { ...goodClaims, ...wrong.claims }), wrong.secret);
}

function unsignedOf(header: Parts, claims: Parts): string {
  return `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
}

function signed(unsigned: string, key = secret): string {
  return `${unsigned}.${createHmac("sha256", key).update(unsigned).digest("base64url")}`;
}

function decoded(token: string): [Parts, Parts] {
  const [header = "", payload = ""] = token.split(".");
  return [parsed(header), parsed(payload)];
}

function parsed(part: string): Parts {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

function base64url(text: string): string {
  return Buffer.from(text, "latin1").toString("base64url");
}

function kidOf(key: string): string {
  return createHash("sha256").update(`slacky.kid:${key}`).digest("hex").slice(0, 16);
}

function shown(parts: Parts): string {
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${value === undefined ? "missing" : JSON.stringify(value)}`)
    .join(", ");
}
