// What the three pages of account mails do. The token is in the fragment of the address, which no browser
// sends. It is read once and removed from the address bar, and leaves this page in the body of a request only.

const { base } = document.body.dataset;
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const kinds = { slp_: "reset", slc_: "confirm", sls_: "stop", sli_: "invitation" };
const sections = [...document.querySelectorAll("section")];
const wanted = kinds[token.slice(0, 4)];
const section =
  sections.find(({ dataset }) => dataset.kind === wanted) ??
  sections.find(({ dataset }) => dataset.kind === "none");
section.hidden = false;
document.title = document.title.replace(/^[^·]*/, `${section.querySelector("h1").textContent} `);

const problem = document.getElementById("problem");
const done = document.getElementById("done");
let invitation;

/** What a form does with its fields: the requests that it sends, and the sentence for the end. */
const actions = {
  async ask({ email }) {
    await post("/v1/auth/password-reset", { email });
    return "If the address has an account, a mail with a link is on its way. Look for it in a minute.";
  },
  async reset({ password }) {
    await post("/v1/auth/password-reset/confirm", { token, password });
    return "Your password was replaced and all of your sessions ended. Sign in with the new one.";
  },
  async confirm() {
    const { email } = await post("/v1/auth/confirm", { token });
    return `${email} is confirmed.`;
  },
  async stop() {
    await post("/v1/auth/address-change/stop", { token });
    return "The change was stopped. Look for a mail with a link, and choose a new password with it.";
  },
  async join({ name, password }) {
    await post("/v1/auth/invitation/register", { token, name, password });
    return `Welcome. You are a member of ${invitation.workspace_name}. Sign in as ${invitation.email}.`;
  },
  async accept({ password }) {
    const session = await post("/v1/auth/login", { email: invitation.email, password });
    const { access_token, refresh_token } = session;
    try {
      await post("/v1/me/invitations/accept", { token }, access_token);
    } finally {
      await post("/v1/auth/logout", { refresh_token }).catch(() => {});
    }
    return `You are a member of ${invitation.workspace_name} now. Sign in as ${invitation.email}.`;
  },
};

for (const form of section.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(form);
  });
}
if (wanted === "invitation") void showInvitation();

// Another link in the same tab changes only the fragment.
addEventListener("hashchange", () => location.reload());

async function submit(form) {
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  forgetProblem(form);
  try {
    const sentence = await actions[form.dataset.action](Object.fromEntries(new FormData(form)));
    section.hidden = true;
    say(done, sentence);
  } catch (error) {
    showProblem(form, error);
  } finally {
    button.disabled = false;
  }
}

async function showInvitation() {
  const line = section.querySelector("[data-invitation]");
  try {
    invitation = await post("/v1/auth/invitation", { token });
  } catch (error) {
    line.hidden = true;
    say(problem, error.message);
    return;
  }
  const { workspace_name, role, email, invited_by } = invitation;
  line.textContent = `${invited_by} invites ${email} to the workspace ${workspace_name}, as ${role}.`;
  section.querySelector("[data-choice]").hidden = false;
}

/** Sends a request. Throws an Error with a sentence, and with `errors` for the fields. */
async function post(path, body, access_token) {
  let response;
  try {
    response = await fetch(base + path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(access_token && { authorization: `Bearer ${access_token}` }),
      },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
    });
  } catch {
    throw new Error("The server cannot be reached. Try again in a moment.");
  }
  const text = await response.text();
  if (response.ok) return text === "" ? undefined : JSON.parse(text);
  const { detail, errors = [] } = readProblem(text);
  throw Object.assign(new Error(detail), { errors });
}

/** A proxy may answer with something else than a problem. */
function readProblem(text) {
  try {
    const read = JSON.parse(text);
    if (typeof read.detail === "string") return read;
  } catch {}
  return { detail: "The server cannot answer right now. Try again in a moment." };
}

/** The problem as sentences, beside the name of the field that each is about. */
function showProblem(form, { message, errors = [] }) {
  const fields = errors.map(({ pointer, detail }) => {
    const field = form.elements.namedItem(pointer.slice(1));
    field?.setAttribute("aria-invalid", "true");
    const label = field && form.querySelector(`label[for="${field.id}"]`)?.textContent;
    return { field, sentence: label ? `${label}: ${detail}` : detail };
  });
  form.append(problem);
  const known = fields.filter(({ field }) => field);
  say(problem, known.length > 0 ? known.map(({ sentence }) => sentence).join(" ") : message);
  if (known.length > 0) known[0].field.focus();
}

function forgetProblem(form) {
  problem.hidden = true;
  for (const field of form.elements) field.removeAttribute("aria-invalid");
}

/** Shows a sentence, and moves the focus there so that it is read out and the keyboard goes on from it. */
function say(element, sentence) {
  element.textContent = sentence;
  element.hidden = false;
  element.focus();
}
