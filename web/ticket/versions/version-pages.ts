import type { CommentVersion, TicketVersion } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { withPlainLineEnds } from "../../store/merge.ts";
import { workspace } from "../../store/workspace.ts";
import { ticketWords } from "../../words/en/ticket.ts";

/** One version of the texts of a ticket or a comment. */
export interface VersionOfTexts {
  version: number;
  isCurrent: boolean;
  isRedacted: boolean;
  writtenBy: string | null;
  writtenAt: string | null;
  texts: readonly { label: string; text: string }[];
}

/** Reads a page of versions, newest first. */
export type ReadVersions = (
  place: { cursor?: string },
  signal: AbortSignal,
) => Promise<{ data: VersionOfTexts[]; next_cursor: string | null }>;

const PAGE = 20;
const words = ticketWords.versions;

type Row = Pick<
  TicketVersion | CommentVersion,
  "version" | "is_current" | "redacted_at" | "written_by" | "written_at"
>;

export const ticketVersions =
  (ticket_id: string): ReadVersions =>
  async (place, signal) => {
    const page = await api.listTicketVersions({ ...requestFor(ticket_id), ...place }, { signal });
    const data = page.data.map((row) => ({
      ...common(row),
      texts: [
        { label: words.titleField, text: row.title ?? "" },
        { label: words.descriptionField, text: withPlainLineEnds(row.description ?? "") },
      ],
    }));
    return { data, next_cursor: page.next_cursor };
  };

export const commentVersions =
  (ticket_id: string, comment_id: string): ReadVersions =>
  async (place, signal) => {
    const request = { ...requestFor(ticket_id), comment_id, ...place };
    const page = await api.listCommentVersions(request, { signal });
    const data = page.data.map((row) => ({
      ...common(row),
      texts: [{ label: words.commentField, text: withPlainLineEnds(row.body ?? "") }],
    }));
    return { data, next_cursor: page.next_cursor };
  };

function common({ version, is_current, redacted_at, written_by, written_at }: Row) {
  return {
    version,
    isCurrent: is_current,
    isRedacted: redacted_at !== null,
    writtenBy: written_by,
    writtenAt: written_at,
  };
}

const requestFor = (ticket_id: string) => ({
  workspace_id: workspace.peek()?.id ?? "",
  ticket_id,
  limit: PAGE,
});
