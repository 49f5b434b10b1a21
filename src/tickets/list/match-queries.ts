import { join, type Sql, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import type { SearchQuery } from "../../search/query.ts";

/** What a list is searched for. */
export interface TicketSearch {
  /** As it was typed. */
  q: string;
  query: SearchQuery;
  /** Whether the caller may read comments, and so finds tickets by them. */
  hasComments: boolean;
  /** Whether tickets without a document have their words in the column of before. */
  hasOldColumn: boolean;
}

/** Whether the ticket `t` is found. */
export function isFound(search: TicketSearch): Sql {
  const { include, exclude, literal } = search.query;
  const byWords = join(
    [
      ...(include === undefined ? [] : [hasText(search, include)]),
      ...(exclude === undefined ? [] : [sql`not ${hasText(search, exclude)}`]),
    ],
    " and ",
  );
  const found = literal === undefined ? byWords : sql`(${byWords} or ${hasText(search, literal)})`;
  if (!search.hasOldColumn) return found;
  return sql`
    case when exists (select from search_documents d
                       where d.workspace_id = t.workspace_id
                         and d.ticket_id = t.id
                         and d.comment_id is null)
         then ${found}
         else t.search @@ websearch_to_tsquery('simple', ${withSingleMinus(search.q)}) end`;
}

/** Whether the document `d` has what every hit has. */
export function isHit({ query: { found = "" }, hasComments }: TicketSearch): Sql {
  return hasComments
    ? sql`d.words @@ ${found}::tsquery`
    : sql`d.comment_id is null and d.words @@ ${found}::tsquery`;
}

function hasText({ hasComments }: TicketSearch, query: string): Sql {
  return sql`exists (
    select from search_documents d
     where d.workspace_id = t.workspace_id
       and d.ticket_id = t.id
       ${hasComments ? sql`` : sql`and d.comment_id is null`}
       and d.words @@ ${query}::tsquery)`;
}

/** PostgreSQL accepts at most 32 minus signs before a word, and fails on the next one (XX000). */
function withSingleMinus(q: string): string {
  return q.replace(/-(?:[^\p{L}\p{N}"]*-)+/gu, "-");
}

/** Where the words of a hit are: in the title or description of the ticket `s`, or in its comments. */
export function matchesOf(workspace_id: string, search: TicketSearch): Sql {
  const { found, inTitle = "", inDescription = "" } = search.query;
  const hit = found === undefined ? sql`false` : isHit(search);
  return sql`
             select coalesce(bool_or(d.comment_id is null and d.words @@ ${inTitle}::tsquery), false)
                      as in_title,
                    coalesce(bool_or(d.comment_id is null
                                     and d.words @@ ${inDescription}::tsquery), false)
                      as in_description,
                    (array_agg(d.comment_id::text order by d.comment_id desc)
                       filter (where d.comment_id is not null))[1:${limits.matches_shown}]
                      as comment_ids
               from search_documents d
              where d.workspace_id = ${workspace_id}
                and d.ticket_id = s.id
                and ${hit}`;
}
