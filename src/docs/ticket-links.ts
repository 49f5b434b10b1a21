import type { Express, RequestHandler } from "express";
import { basePath } from "../http/base-path.ts";
import { methodNotAllowed } from "../http/responses/problem-handler.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { TicketParams } from "../tickets/ticket-ref.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { pagePolicy } from "./page-policy.ts";

const address = "/go/:workspace_id/:ticket_id";

/**
 * The lasting address of a ticket, which mails contain. Where the app in the browser is served, it
 * takes this address over. Otherwise a browser gets a page that says how to read the ticket. Every
 * other client is redirected to the API. Nothing is read, so a ticket that does not exist has the same answer.
 */
export function mountTicketLinks(
  app: Express,
  { config: { publicUrl }, rateLimits }: Pick<Instance, "config" | "rateLimits">,
): void {
  const base = basePath(publicUrl);
  app.use("/go", rateLimits.anonymous as RequestHandler);
  app.get(address, pagePolicy(publicUrl), (req, res) => {
    const { workspace_id, name } = parse(req.params);
    const path = `/v1/workspaces/${workspace_id}/tickets/${name}`;
    res.set({ "Cache-Control": "no-cache", Vary: "Accept" });
    if (req.accepts(["json", "html"]) === "html") {
      res.type("html").send(ticketPage(base, { name, url: publicUrl + path }));
    } else {
      res.redirect(307, base + path);
    }
  });
  app.all(address, methodNotAllowed(["GET"]));
}

/** Checks the shape alone. Throws `not_found`. */
function parse(params: unknown): { workspace_id: string; name: string } {
  const parsed = TicketParams.safeParse(params);
  if (!parsed.success) {
    throw new Problem("not_found", "Nothing is here: the address of a ticket ends in its key.");
  }
  const { workspace_id, ticket_id: ref } = parsed.data;
  const name = "id" in ref ? ref.id : `${ref.project_key}-${ref.number}`;
  return { workspace_id, name };
}

function ticketPage(base: string, { name, url }: { name: string; url: string }): string {
  return layout(base, {
    title: name,
    body: html`<main class="page">
<h1>${name}</h1>
<p>This address belongs to a ticket for ever. This server does not serve the app in the browser, so read it
through the API, with your access token or an API token:</p>
<pre><code>curl -H "Authorization: Bearer $TOKEN" \\
  '${url}'</code></pre>
<p>To comment on it, send <code>{"body": "…"}</code> to the same address followed by <code>/comments</code>.
<a href="${base}/docs">The API's documentation</a> has the rest.</p>
<p>This page looks the same whether or not the ticket exists: only members of its workspace learn that.</p>
</main>`,
  });
}
