import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { renderPreview } from "./render.ts";
import { RenderedMarkdown, RenderMarkdownBody } from "./schemas.ts";

export const markdownEndpoints = [
  endpoint("POST", `${workspacePath}/markdown`, {
    operation: "renderMarkdown",
    summary: "Render a text as it would be stored, to preview it",
    permission: "ticket:read",
    params: workspaceParams,
    body: RenderMarkdownBody,
    response: RenderedMarkdown,
    read: (db, { params, body, principal, instance }) =>
      renderPreview(
        db,
        params.workspace_id,
        { text: body.text, sender: principal.user_id },
        instance.markdown,
      ),
  }),
];
