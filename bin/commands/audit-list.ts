import { z } from "zod";
import { listAuditRecords } from "../../src/audit/list.ts";
import { moment } from "../../src/contract/fields.ts";
import { auditActions } from "../../src/events/catalogue/event-types.ts";
import { faultDetail } from "../../src/http/middleware/fault-detail.ts";
import { limits } from "../../src/limits.ts";
import { CommandError } from "../command-error.ts";
import { withInstance } from "../with-instance.ts";
import { chainIdOf } from "./audit.ts";

type Entry = Awaited<ReturnType<typeof listAuditRecords>>["data"][number];

/** The parameters of GET …/audit, by the names of the options. */
const Filter = z.object({
  actor: z.guid("Must be the ID of a user.").optional(),
  action: z.enum(auditActions).optional(),
  subject: z.string().optional(),
  outcome: z.enum(["success", "refused", "failed"]).optional(),
  from: moment.optional(),
  to: moment.optional(),
});

interface Options extends Record<string, unknown> {
  workspace: string;
  limit: string;
  json?: boolean;
}

/** Prints the records of one chain, the newest first: one line each, or as complete JSON. */
export async function list({ workspace, limit, json, ...narrowed }: Options): Promise<void> {
  const workspace_id = chainIdOf(workspace);
  const filter = filterOf(narrowed);
  const wanted = Number(limit);
  if (!Number.isSafeInteger(wanted) || wanted < 1) {
    throw new CommandError("--limit must be a whole number of at least 1.");
  }
  await withInstance(async ({ db, cursors }) => {
    let cursor: string | undefined;
    for (let left = wanted; left > 0; ) {
      const range = { ...filter, cursor, limit: Math.min(left, limits.page_max) };
      const { data, next_cursor } = await listAuditRecords(db, { workspace_id }, cursors, range);
      for (const entry of data) console.log(json ? JSON.stringify(entry) : lineOf(entry));
      if (next_cursor === null) return;
      cursor = next_cursor;
      left -= data.length;
    }
  });
}

function filterOf(options: unknown) {
  const { data, error } = Filter.safeParse(options, { error: faultDetail });
  if (error) {
    const faults = error.issues.map(({ path, message }) => {
      return `--${String(path[0])} ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    });
    throw new CommandError(faults.join("\n"));
  }
  const { actor: actor_id, subject: subject_id, ...others } = data;
  return { ...others, actor_id, subject_id };
}

function lineOf({ occurred_at, action, outcome, actor_id, subject_id, ip_address, data }: Entry) {
  const code = outcome === "success" ? "" : ` (${"code" in data ? data.code : "no code"})`;
  return [
    occurred_at,
    `${action} ${outcome}${code}`,
    `by ${actor_id ?? "unknown"}`,
    ...(subject_id && subject_id !== actor_id ? [`on ${subject_id}`] : []),
    ...(ip_address ? [`from ${ip_address}`] : []),
  ].join("  ");
}
