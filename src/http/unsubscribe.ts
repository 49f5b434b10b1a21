import type { Express, RequestHandler, Response } from "express";
import helmet from "helmet";
import { signingSecrets } from "../config.ts";
import { html } from "../docs/html.ts";
import { layout } from "../docs/layout.ts";
import type { Instance } from "../instance.ts";
import { parseUnsubscribeToken } from "../mail/unsubscribe/token.ts";
import { unsubscribe } from "../mail/unsubscribe/unsubscribe.ts";
import { basePath } from "./base-path.ts";
import { methodNotAllowed } from "./responses/problem-handler.ts";

const address = "/v1/unsubscribe/:token";

/**
 * Where the links of mails lead (RFC 8058). GET changes nothing, because programs open the links of a mail
 * before anybody reads it. POST takes a form or nothing, needs no sign-in, and answers 200 to any token.
 */
export function mountUnsubscribe(app: Express, instance: Instance): void {
  const { config, db, rateLimits } = instance;
  const base = basePath(config.publicUrl);
  app.use("/v1/unsubscribe", rateLimits.anonymous as RequestHandler, pagePolicy);
  app.get(address, (_req, res) => {
    sendPage(res, layout(base, { title: "Mails", body: question }));
  });
  app.post(address, async (req, res) => {
    const found = parseUnsubscribeToken(signingSecrets(config), String(req.params.token));
    if (found) await unsubscribe(db, found);
    sendPage(res, layout(base, { title: "Mails", body: answer }));
  });
  app.all(address, methodNotAllowed(["GET", "POST"]));
}

// Without an action, a form is sent to the address of its page.
const question = html`<main>
<h1>Send no more of these mails?</h1>
<p>Notifications stay in your inbox. You can change this in your notification settings at any time.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>
</main>`;

const answer = html`<main>
<h1>You get no more of these mails</h1>
<p>Notifications stay in your inbox. You can change this in your notification settings at any time.</p>
</main>`;

/** As that of the pages below `/docs`, except that a page may send its form to this server. */
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
}) as RequestHandler;

function sendPage(res: Response, page: string): void {
  res.set("Cache-Control", "no-store").type("html").send(page);
}
