import type { Express, RequestHandler, Response } from "express";
import helmet from "helmet";
import { signingSecrets } from "../config.ts";
import { html } from "../docs/html.ts";
import { layout } from "../docs/layout.ts";
import type { Instance } from "../instance.ts";
import { parseUnsubscribeToken, type Unsubscription } from "../mail/unsubscribe/token.ts";
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
  const find = (token: unknown) => parseUnsubscribeToken(signingSecrets(config), String(token));
  app.get(address, (req, res) => {
    const { question } = textsOf(find(req.params.token));
    sendPage(res, layout(base, { title: "Mails", body: question }));
  });
  app.post(address, async (req, res) => {
    const found = find(req.params.token);
    if (found) await unsubscribe(db, found);
    sendPage(res, layout(base, { title: "Mails", body: textsOf(found).answer }));
  });
  app.all(address, methodNotAllowed(["GET", "POST"]));
}

/** The two pages of an unsubscription. A token that is not valid has those of most mails. */
function textsOf(found: Unsubscription | undefined) {
  return found?.target.kind === "ticket" ? ticketTexts : mailTexts;
}

const settings =
  "Notifications stay in your inbox. You can change this in your notification settings at any time.";
const mailTexts = {
  question: questionPage({
    title: "Send no more of these mails?",
    text: settings,
    act: "Unsubscribe",
  }),
  answer: html`<main><h1>You get no more of these mails</h1><p>${settings}</p></main>`,
};

const leaving =
  "You are then notified only when somebody mentions you or assigns the ticket to you. You can watch it again at any time.";
const ticketTexts = {
  question: questionPage({ title: "Leave this ticket?", text: leaving, act: "Leave" }),
  answer: html`<main><h1>You have left this ticket</h1><p>${leaving}</p></main>`,
};

/** Without an action, a form is sent to the address of its page. */
function questionPage({ title, text, act }: { title: string; text: string; act: string }) {
  return html`<main>
<h1>${title}</h1>
<p>${text}</p>
<form method="post"><button type="submit">${act}</button></form>
</main>`;
}

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
