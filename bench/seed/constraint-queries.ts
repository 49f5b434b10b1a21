import type { Session } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";

interface Definition {
  drop: string;
  create: string;
}

/**
 * Takes indexes and keys off these tables, and gives the statements that bring them back: a key that is checked
 * once over whole tables, and an index that is built by one sort, take a tenth of what they take row by row.
 */
export async function dropConstraints(
  session: Session,
  tables: readonly string[],
): Promise<string[]> {
  const definitions = [
    ...(await listConstraints(session, tables)),
    ...(await listIndexes(session, tables)),
  ];
  for (const { drop } of definitions) await session.execute(drop);
  // In the reverse order: indexes, then the keys that need them, foreign ones last.
  return definitions.map(({ create }) => create).reverse();
}

/** Foreign keys first, because they rest on the others. */
async function listConstraints(session: Session, tables: readonly string[]) {
  return await session.query(sql<Definition>`
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
           format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
                  pg_get_constraintdef(c.oid)) as create
      from pg_constraint c
     where c.contype in ('f', 'p', 'u')
       and (c.conrelid::regclass::text = any(${tables}::text[])
            or c.confrelid::regclass::text = any(${tables}::text[]))
     order by c.contype <> 'f', c.conname`);
}

async function listIndexes(session: Session, tables: readonly string[]) {
  return await session.query(sql<Definition>`
    select format('drop index %s', i.indexrelid::regclass) as drop,
           pg_get_indexdef(i.indexrelid) as create
      from pg_index i
     where i.indrelid::regclass::text = any(${tables}::text[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
     order by 1`);
}
