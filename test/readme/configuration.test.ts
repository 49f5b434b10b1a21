import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError, parseConfig } from "../../src/config.ts";
import { settingsFor } from "../../src/settings.ts";
import { readDocument, tableRows } from "./document.ts";

const configuration = readDocument("docs/configuration.md");
const rows = tableRows(configuration).map(([name = "", value = ""]) => ({
  name: quoted(name),
  standard: quoted(value),
}));
/** Only dev/ reads it. */
const developmentOnly = "SLACKY_DATA_DIR";

const least = {
  DATABASE_URL: "postgres://slacky@127.0.0.1/slacky",
  JWT_SECRETS: "a-first-secret-of-more-than-32-bytes",
  SLACKY_SECRET: "another-secret-of-more-than-32-bytes",
};

describe("the table of variables in docs/configuration.md", () => {
  it("lists every variable that the configuration reads, and no other", () => {
    assert.deepEqual(
      rows.map(({ name }) => name),
      [...Object.keys(settingsFor({}).shape), developmentOnly],
    );
  });

  for (const { name, standard } of rows) {
    if (name === undefined || name === developmentOnly) continue;

    it(`documents a variable that the configuration validates: ${name}`, () => {
      const faults = errorsOf({ ...least, [name]: "\u0001" });

      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? "", new RegExp(`^\`${name}\` `));
    });

    if (standard === undefined || standard in least) continue;

    it(`documents the default of ${name}: ${standard}`, () => {
      assert.deepEqual(parseConfig({ ...least, [name]: standard }), parseConfig(least));
    });
  }

  it("is followed by the list of variables that can be read from files", () => {
    const [, list = ""] = /^(`[^.]*) can be read from files/m.exec(configuration) ?? [];
    const inFiles: string[] = list.match(/[A-Z_]{3,}/g) ?? [];

    for (const { name } of rows) {
      const faults = errorsOf({ ...least, [`${name}_FILE`]: "/nowhere" });
      assert.equal(faults.length > 0, inFiles.includes(name ?? ""), name);
    }
  });
});

function quoted(cell: string): string | undefined {
  return /^`([^`]+)`/.exec(cell)?.[1];
}

function errorsOf(env: Record<string, string>): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}
