import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSelect } from "./flight.ts";
import { sql } from "./sql.ts";

describe("what may travel before it is known whether its transaction has begun", () => {
  it("reads and locks at the most", () => {
    const reading = [
      sql`select 1`,
      sql`
        select t.id from tickets t for no key update of t skip locked`,
      sql`with page as materialized (select 1 as n) select page.n from page`,
      sql`with held as (select t.id from tickets t for update) select held.id from held`,
    ];
    assert.deepEqual(reading.map(isSelect), [true, true, true, true]);
  });

  it("changes nothing, wherever in the statement it would", () => {
    const changing = [
      sql`insert into labels (name) values (${"a"})`,
      sql`with gone as (delete from labels l returning l.name) select gone.name from gone`,
      sql`with new as materialized (
            insert into labels (name) values (${"a"}) returning name) select new.name from new`,
      sql`with old as (select 1 as n) update labels l set name = ${"a"} from old`,
      sql`savepoint look`,
    ];
    assert.deepEqual(changing.map(isSelect), [false, false, false, false, false]);
  });
});
