import { useMemo, useState } from "preact/hooks";
import type { OwnAccount } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { instance } from "../../api/instance.ts";
import { TextField } from "../../forms/fields.tsx";
import { createForm } from "../../forms/form.ts";
import { FormView } from "../../forms/form-view.tsx";
import { Failure } from "../../loading/failure.tsx";
import { showToast } from "../../store/toasts.ts";
import { loadMemberships, me } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords as words } from "../../words/en/account.ts";

const nothing = { email: "", current_password: "" };

/** The email address: whether it is confirmed, and how to change it. */
export function EmailSection() {
  const user = me.value?.user;
  const form = useMemo(
    () =>
      createForm(nothing, {
        async send({ email, current_password }) {
          const state = await api.changeEmail({ email: email.trim(), current_password });
          const { pending_email_change: pending } = state;
          const text = pending ? words.emailAsked(pending.email) : words.emailChanged(state.email);
          showToast({ text, seconds: 10 });
          await loadMemberships();
        },
      }),
    [],
  );
  if (!user) return null;
  return (
    <Section title={words.email}>
      <AddressState user={user} />
      <FormView form={form} action={words.changeEmail} onDone={() => form.reset(nothing)}>
        <TextField
          form={form}
          name="email"
          label={words.newEmail}
          kind="email"
          autocomplete="email"
        />
        <TextField
          form={form}
          name="current_password"
          label={words.currentPassword}
          kind="password"
          autocomplete="current-password"
        />
      </FormView>
    </Section>
  );
}

function AddressState({ user }: { user: OwnAccount }) {
  const { email, email_confirmed, pending_email_change, mail_state } = user;
  return (
    <>
      <p>
        <strong>{email}</strong>{" "}
        {email_confirmed && <span class="tag">{words.emailConfirmed}</span>}
      </p>
      {/* A server without mail confirms no address. */}
      {!email_confirmed && instance.value?.sends_mail && <Unconfirmed email={email ?? ""} />}
      {mail_state === "failing" && <p class="note">{words.mailFailing}</p>}
      {pending_email_change && <p class="note">{words.pending(pending_email_change.email)}</p>}
    </>
  );
}

function Unconfirmed({ email }: { email: string }) {
  const [error, setError] = useState<unknown>();
  const [isSent, setSent] = useState(false);
  const send = async () => {
    setError(undefined);
    try {
      await api.requestConfirmation();
      setSent(true);
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <div class="note">
      <p>
        <span class="tag">{words.emailUnconfirmed}</span> {words.emailUnconfirmedHint}
      </p>
      <p role="status">
        {isSent ? (
          words.confirmSent(email)
        ) : (
          <button class="button button-small" type="button" onClick={() => void send()}>
            {words.confirmAgain}
          </button>
        )}
      </p>
      <Failure error={error} />
    </div>
  );
}
