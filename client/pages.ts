/** A page of any list. */
export interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/** The rows of a list, page by page, each page when its first row is needed. */
export async function* rowsOf<Row>(
  readPage: (cursor: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<Row, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
