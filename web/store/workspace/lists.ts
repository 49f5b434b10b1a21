import type { Member } from "../../../client/index.ts";

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/** The rows of all pages of a list. */
export async function everyPage<Row>(
  readPage: (place: { cursor?: string }) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor === undefined ? {} : { cursor });
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** Members by user ID; people who are only invited have none. */
export function memberMap(rows: readonly Member[]): Map<string, Member> {
  return new Map(rows.flatMap((row) => (row.user_id === null ? [] : [[row.user_id, row]])));
}
