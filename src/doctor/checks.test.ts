import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodingError, versionError } from "../db/server-info.ts";
import { checkNodeVersion } from "./environment.ts";
import { checkSettingValue, compareClocks } from "./server.ts";

describe("checks of settings that the test database cannot have", () => {
  it("report a durability setting that is off as a fault or a warning", () => {
    assert.equal(checkSettingValue("fsync", "off")?.verdict, "fault");
    assert.equal(checkSettingValue("full_page_writes", "off")?.verdict, "warning");
    assert.equal(checkSettingValue("data_checksums", "off")?.verdict, "warning");
    for (const value of ["on", "remote_apply", "remote_write", "local"]) {
      assert.equal(checkSettingValue("synchronous_commit", value), undefined);
    }
  });

  it("report PostgreSQL before 15 and after 18 as a fault", () => {
    for (const major of [15, 16, 17, 18]) {
      assert.equal(versionError({ major, version: `${major}.1` }), undefined);
    }
    for (const major of [14, 19]) {
      assert.match(
        versionError({ major, version: `${major}.1` }) ?? "",
        new RegExp(`${major}\\.1`),
      );
    }
  });

  it("report an encoding other than UTF-8 as a fault", () => {
    assert.equal(encodingError({ encoding: "UTF8" }), undefined);
    assert.match(encodingError({ encoding: "LATIN1" }) ?? "", /in LATIN1: create one with/);
  });

  it("warn of clocks that are more than two seconds apart", () => {
    const asked = { sentAt: 100_000, answeredAt: 100_500 };

    assert.equal(compareClocks({ ...asked, databaseAt: 98_001 }).verdict, "good");
    assert.equal(compareClocks({ ...asked, databaseAt: 102_499 }).verdict, "good");
    assert.match(compareClocks({ ...asked, databaseAt: 97_000 }).detail, /3\.0 s behind this/);
    assert.match(compareClocks({ ...asked, databaseAt: 103_000 }).detail, /2\.5 s ahead of this/);
    assert.equal(compareClocks({ ...asked, databaseAt: 103_000 }).verdict, "warning");
  });

  it("report a Node.js version older than package.json requires as a fault", () => {
    assert.equal(checkNodeVersion("24.21.0", ">=24.21").verdict, "good");
    assert.equal(checkNodeVersion("26.0.1", ">=24.21").verdict, "good");
    assert.equal(checkNodeVersion("24.9.0", ">=24.21").verdict, "fault");
    assert.equal(checkNodeVersion("20.30.0", ">=24.21").verdict, "fault");
  });
});
