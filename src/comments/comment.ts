/** A comment as the API shows it. `version` rises with every change of its text. */
export interface Comment {
  id: string;
  workspace_id: string;
  ticket_id: string;
  author_id: string;
  body: string;
  body_html: string;
  version: number;
  edited_at: string | null;
  created_at: string;
  updated_at: string;
}

/** Names a comment where it stands: one of another ticket is not there. */
export type CommentKey = Pick<Comment, "workspace_id" | "ticket_id" | "id">;
