import type { z } from "zod";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { type AuditRow, scanAudit } from "./list-queries.ts";
import type { AuditQuery, AuditRecordSchema } from "./schemas.ts";

/**
 * A page of the audit log, newest first. Like a list of tickets, it may be short although more
 * follow, if a filter remains that no index serves. Without `actor`, for the operator; an actor who
 * may not manage members sees no email addresses. Throws `invalid_request` for a cursor of another
 * list.
 */
export async function listAuditRecords(
  db: Queryable,
  { workspace_id, actor }: Pick<WorkspaceContext, "workspace_id"> & Partial<WorkspaceContext>,
  cursors: Cursors,
  { limit, cursor, ...filter }: z.output<typeof AuditQuery>,
): Promise<Page<z.input<typeof AuditRecordSchema>>> {
  const binding = JSON.stringify(["audit", 1, workspace_id, Object.entries(filter).sort()]);
  const showsEmail = !actor || actor.may("member:manage");
  const [before] = cursor === undefined ? [] : cursors.open(binding, cursor);
  // One row more than the page shows whether there is another page.
  const range = {
    workspace_id,
    filter,
    before: before ? Number(before) : undefined,
    limit: limit + 1,
  };
  const { rows, edge } = await scanAudit(db, range, limits.page_examined);
  const last = rows.length > limit ? rows[limit - 1]?.sequence : edge;
  return {
    data: rows.slice(0, limit).map((row) => toEntry(row, showsEmail)),
    next_cursor: last === undefined ? null : cursors.seal(binding, [String(last)]),
  };
}

/** The hashed text calls the IP address `address`, which cannot be renamed. */
function toEntry(
  { personal, ...row }: AuditRow,
  showsEmail: boolean,
): z.input<typeof AuditRecordSchema> {
  const {
    address: ip_address = null,
    user_agent = null,
    email,
    ...rest
  } = personal ? JSON.parse(personal) : {};
  const shown = email === undefined || !showsEmail ? rest : { email, ...rest };
  return { ...row, ip_address, user_agent, personal: shown };
}
