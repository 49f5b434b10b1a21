import type { Config } from "../config.ts";
import { type Html, html } from "../docs/html.ts";
import { limits } from "../limits.ts";
import { mailEnabled } from "../mail/enqueue.ts";

type PageConfig = Pick<Config, "passwordLengthMin" | "smtpUrl">;

/** A page: what it shows with a link's token in the fragment, and what without. */
interface AccountPage {
  title: string;
  render(config: PageConfig, base: string): Html;
}

/** The pages that links of account mails open, by the last part of their path. */
export const accountPages: Record<"reset" | "confirm" | "invitation", AccountPage> = {
  reset: {
    title: "Reset your password",
    render: (config, base) => html`${section(
      "reset",
      html`<h1>Choose a new password</h1>
<p>It ends all of your sessions. Sign in with it afterwards.</p>
<form data-action="reset">
${newPasswordField("new", config)}
<button>Set the password</button>
</form>
<p class="foot"><a href="${base}/account/reset">Ask for another link</a></p>`,
    )}
${section("none", html`<h1>Reset your password</h1>${mailEnabled(config) ? askForReset : noResets}`)}`,
  },
  confirm: {
    title: "Confirm your email address",
    render: () => html`${section(
      "confirm",
      html`<h1>Confirm your email address</h1>
<p>If you asked for this yourself, confirm that the address is yours. Otherwise close this page.</p>
<form data-action="confirm"><button>Confirm the address</button></form>`,
    )}
${section(
  "stop",
  html`<h1>Stop the change of your address</h1>
<p>Your account keeps the address at which you got this link. Its password no longer works, and all of its sessions end,
because somebody who knows the password asked for the change. A link to choose a new password is mailed to you.</p>
<form data-action="stop"><button>Stop the change</button></form>`,
)}
${section(
  "none",
  html`<h1>Confirm your email address</h1>
<p>This page needs the link of a mail. Open the link again, or sign in and ask for another mail.</p>`,
)}`,
  },
  invitation: {
    title: "Accept an invitation",
    render: (config, base) => html`${section(
      "invitation",
      html`<h1>Accept an invitation</h1>
<p data-invitation>Reading the invitation …</p>
<div data-choice hidden>
<form data-action="join">
<h2>You are new here</h2>
<p>Create your account with the invited address.</p>
<label for="name">Name</label>
<input id="name" name="name" autocomplete="name" required maxlength="${limits.name}">
${newPasswordField("new", config)}
<button>Create the account and join</button>
</form>
<form data-action="accept">
<h2>You have an account</h2>
<p>Accept with the account of the invited address.</p>
<label for="current">Password</label>
<input id="current" name="password" type="password" autocomplete="current-password" required>
<button>Accept the invitation</button>
<p><a href="${base}/account/reset">Reset a forgotten password</a></p>
</form>
</div>`,
    )}
${section(
  "none",
  html`<h1>Accept an invitation</h1>
<p>This page needs the link of an invitation. Open the link again, or ask for another one.</p>`,
)}`,
  },
};

/** The whole page. `base` is the path prefix of this server's URLs. */
export function accountPage(
  name: keyof typeof accountPages,
  { base, config }: { base: string; config: PageConfig },
): string {
  const { title, render } = accountPages[name];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Slacky</title>
<link rel="icon" href="${base}/docs/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}/account/assets/account.css">
<script type="module" src="${base}/account/assets/account.js"></script>
</head>
<body data-base="${base}">
<main>
<a class="name" href="${base}/"><img src="${base}/docs/assets/icon.svg" alt="" width="40" height="40">Slacky</a>
<noscript><p>This page needs JavaScript, because only a script can read the link without sending it in an address.</p></noscript>
${render(config, base)}
<p id="problem" role="alert" tabindex="-1" hidden></p>
<p id="done" role="status" tabindex="-1" hidden></p>
<p class="foot"><a href="${base}/">Go to Slacky</a></p>
</main>
</body>
</html>
`.html;
}

/** Hidden until the script knows what kind of link opened the page. */
function section(kind: "reset" | "confirm" | "stop" | "invitation" | "none", content: Html): Html {
  return html`<section data-kind="${kind}" hidden>
${content}
</section>`;
}

function newPasswordField(id: string, { passwordLengthMin }: PageConfig): Html {
  return html`<label for="${id}">New password</label>
<input id="${id}" name="password" type="password" autocomplete="new-password" required aria-describedby="${id}-rule">
<p class="hint" id="${id}-rule">At least ${passwordLengthMin} characters, and not easy to guess.</p>`;
}

const askForReset = html`<p>If the address has an account, a mail with a link is on its way within a minute.</p>
<form data-action="ask">
<label for="email">Email address</label>
<input id="email" name="email" type="email" autocomplete="username" required>
<button>Mail me a link</button>
</form>`;

const noResets = html`<p>This server sends no mail. Ask the people who run it for a link.</p>`;
