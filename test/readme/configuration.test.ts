import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError, parseConfig } from "../../src/config.ts";
import { readDocument, section, tableRows } from "./document.ts";

const configuration = section(readDocument("README.md"), "Configuration");
const rows = tableRows(configuration).map(([name = "", value = ""]) => ({
  name: quoted(name),
  standard: quoted(value),
}));
/** dev/ reads it, and no server in production. */
const ofDevelopment = "SLACKY_DATA_DIR";

const least = {
  DATABASE_URL: "postgres://slacky@127.0.0.1/slacky",
  JWT_SECRETS: "a".repeat(32),
  SLACKY_SECRET: "b".repeat(32),
};

describe("the README's table of variables", () => {
  it("has every variable that the configuration is read from, and no other", () => {
    const source = readDocument("src/config.ts");
    const read = [...source.matchAll(/\b(?:optional|required)\(\s*"([A-Z_]+)"/g)];

    assert.deepEqual(
      rows.map(({ name }) => name).sort(),
      [...read.map(([, name]) => name), ofDevelopment].sort(),
    );
  });

  for (const { name, standard } of rows) {
    if (name === undefined || name === ofDevelopment) continue;

    it(`names a variable that is judged: ${name}`, () => {
      const faults = faultsOf({ ...least, [name]: "\u0001" });

      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? "", new RegExp(`^${name} `));
    });

    if (standard === undefined || standard in least) continue;

    it(`gives the value that stands where it is not set: ${name}=${standard}`, () => {
      assert.deepEqual(parseConfig({ ...least, [name]: standard }), parseConfig(least));
    });
  }

  it("is followed by the list of those that may lie in files", () => {
    const [, list = ""] = /^(`[^.]*) can lie in files/m.exec(configuration) ?? [];
    const inFiles: string[] = list.match(/[A-Z_]{3,}/g) ?? [];

    for (const { name } of rows) {
      const faults = faultsOf({ ...least, [`${name}_FILE`]: "/nowhere" });
      assert.equal(faults.length > 0, inFiles.includes(name ?? ""), name);
    }
  });
});

function quoted(cell: string): string | undefined {
  return /^`([^`]+)`/.exec(cell)?.[1];
}

function faultsOf(env: Record<string, string>): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}
