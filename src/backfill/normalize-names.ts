import { limits } from "../limits.ts";
import { toNfc } from "../text/normalize.ts";
import { type Backfill, defineBackfill } from "./backfill.ts";
import { countNames, listNames, type NamedRow, type NamedTable, setNames } from "./name-queries.ts";

/** Brings the names of a table into NFC, which they have had since they are normalized on arrival. */
export function normalizeNames(table: NamedTable): Backfill {
  return defineBackfill<NamedRow>({
    name: `${table}_names`,
    version: 1,
    listNext: (range) => listNames(table, range),
    keyOf: ({ key }) => key,
    async write(tx, rows) {
      const changed = rows
        .map((row) => ({ ...row, new_name: toNfc(row.name) }))
        .filter(({ name, new_name }) => new_name !== name && isStorable(new_name));
      if (changed.length > 0) await tx.query(setNames(table, changed));
    },
    countNext: (range) => countNames(table, range),
  });
}

/** A few characters become longer in NFC. A name that has no room for that stays as it is. */
function isStorable(name: string): boolean {
  return [...name].length <= limits.name;
}
