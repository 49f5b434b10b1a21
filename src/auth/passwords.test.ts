import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it, mock } from "node:test";
import bcrypt from "bcrypt";
import { bcryptChannel, bcryptCost, createPasswords, passwordError } from "./passwords.ts";

const userId = "01930000-0000-7000-8000-000000000001";
const passwords = createPasswords({ cost: 4 });

describe("a stored password", () => {
  const lookalikes: [string, string, string][] = [
    ["differs after 72 bytes", `${"a".repeat(72)}X`, `${"a".repeat(72)}Y`],
    ["differs after 72 bytes of two-byte characters", `${"é".repeat(36)}X`, `${"é".repeat(36)}Y`],
    ["differs after a NUL", "before\0one", "before\0two"],
    ["differs in case", "Correct horse", "correct horse"],
    ["differs in a space at the end", "correct horse", "correct horse "],
    ["lacks an accent", "caf\u00e9", "cafe"],
    ["has another width", "cafe", "ｃａｆｅ"],
  ];
  for (const [difference, kept, tried] of lookalikes) {
    it(`does not match one that ${difference}`, async () => {
      const hash = await passwords.hashPassword(userId, kept);

      assert.equal(await passwords.matchPassword(userId, tried, hash), "no");
      assert.equal(await passwords.matchPassword(userId, kept, hash), "yes");
    });
  }

  it("matches the same text in another Unicode normalization form", async () => {
    const hash = await passwords.hashPassword(userId, "pa\u0308sswo\u0308rter sind schwierig");

    for (const tried of [
      "pässwörter sind schwierig",
      "pässwo\u0308rter\u00a0sind\u3000schwierig",
    ]) {
      assert.equal(await passwords.matchPassword(userId, tried, hash), "yes");
    }
  });

  it("matches a hash of the text as sent, without normalization, and is reported as outdated", async () => {
    const sent = "pa\u0308sswo\u0308rter";
    const asSent = createHmac("sha384", `slacky.password.v1:${userId}`)
      .update(sent)
      .digest("base64");
    const hash = await bcrypt.hash(asSent, 4);

    assert.equal(await passwords.matchPassword(userId, sent, hash), "outdated");
    assert.equal(await passwords.matchPassword(userId, "pässwörter", hash), "no");
  });

  it("does not match under another user's ID", async () => {
    const hash = await passwords.hashPassword(userId, "correct horse battery");

    assert.equal(await passwords.matchPassword("another", "correct horse battery", hash), "no");
  });

  it("is hashed at cost 12 by default", async () => {
    const hash = await createPasswords().hashPassword(userId, "correct horse battery");

    assert.equal(bcryptCost, 12);
    assert.match(hash, /^\$2b\$12\$/);
  });

  it("is outdated only when its cost is lower than the current cost", async () => {
    const password = "correct horse battery";
    const hash = await passwords.hashPassword(userId, password);
    const matchAt = (cost: number) =>
      createPasswords({ cost }).matchPassword(userId, password, hash);

    assert.deepEqual(
      [await matchAt(5), await matchAt(4), await matchAt(3)],
      ["outdated", "yes", "yes"],
    );
  });
});

describe("a sign-in with an unknown address", () => {
  it("makes exactly as many comparisons as a known address, and matches nothing", async () => {
    const hash = await passwords.hashPassword(userId, "correct horse battery");

    for (const [wrong, operations] of [
      ["wrong", ["compare"]],
      ["wro\u0301ng", ["compare", "compare"]],
    ] as const) {
      const known = await operationsOf(() => passwords.matchPassword(userId, wrong, hash));
      const unknown = await operationsOf(() => passwords.compareWithDummy(wrong));

      assert.deepEqual(known, operations);
      assert.deepEqual(unknown, operations);
    }
    assert.equal(await passwords.compareWithDummy("wrong"), "no");
  });

  it("compares at full cost instead of returning early for a malformed hash", async () => {
    const compare = mock.method(bcrypt, "compare");
    await createPasswords({ cost: 5 }).compareWithDummy("wrong");
    compare.mock.restore();

    // bcrypt returns at once if the hash has another form than this.
    const [, hash] = compare.mock.calls[0]?.arguments ?? [];
    assert.match(hash ?? "", /^\$2b\$05\$[./A-Za-z0-9]{53}$/);
  });
});

describe("a new password", () => {
  const rules = { lengthMin: 15, context: ["Ada Lovelace", "ada.lovelace@example.com"] };

  it("is accepted with any characters when it is long and not easy to guess", () => {
    for (const password of [
      "correct horse battery staple",
      "日本語のパスワードは安全ですよね",
      "🐎🐎🐎🔋📎🧷🪝🧲🪛🔧🔨🪓🧰🔩🪜",
      "xxx   marks the spot",
      "kJ8#mP2$vL9@qR4",
      Array.from({ length: 256 }, (_, n) => String.fromCodePoint(0x4e00 + n * 7)).join(""),
    ]) {
      assert.equal(passwordError(password, rules), undefined, password);
    }
  });

  it("is refused below the minimum length and above 256, counted in characters, not bytes", () => {
    assert.match(passwordError("correct horse", rules) ?? "", /at least 15 characters/);
    assert.match(
      passwordError("🐎🔋📎🧷🪝🧲🪛🔧🔨🪓🧰🔩🪜🪚", rules) ?? "",
      /at least 15 characters/,
    );
    assert.match(passwordError("horse ".repeat(43), rules) ?? "", /at most 256 characters/);
    assert.equal(passwordError("mx4!Tq9z", { lengthMin: 8, context: [] }), undefined);
  });

  it("is measured after normalization, not as sent", () => {
    assert.match(passwordError("e\u0301".repeat(8), rules) ?? "", /at least 15 characters/);
    assert.equal(passwordError(`horse battery ${"e\u0301a".repeat(100)}`, rules), undefined);
  });

  it("is refused when it contains half of a surrogate pair", () => {
    assert.match(
      passwordError("correct horse \ud800 staple", rules) ?? "",
      /half of a surrogate pair/,
    );
  });

  it("is refused when it is easy to guess, and the response does not repeat it", () => {
    const fault = passwordError("passwordpassword", rules) ?? "";

    assert.match(fault, /easy to guess/);
    assert.doesNotMatch(fault, /passwordpassword/);
  });

  it("is refused when it consists of the user's name or address", () => {
    for (const password of ["Ada Lovelace Ada Lovelace", "ada.lovelace@example.com"]) {
      assert.match(passwordError(password, rules) ?? "", /easy to guess/, password);
    }
  });
});

async function operationsOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const operations: unknown[] = [];
  const listener = (operation: unknown) => operations.push(operation);
  bcryptChannel.subscribe(listener);
  try {
    await work();
    return operations;
  } finally {
    bcryptChannel.unsubscribe(listener);
  }
}
