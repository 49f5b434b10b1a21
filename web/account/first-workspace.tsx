import { useState } from "preact/hooks";
import { api } from "../api/client.ts";
import { problemText } from "../api/problems.ts";
import { navigate, paths } from "../routes.ts";
import { loadMemberships, me, slugOf } from "../store/workspace.ts";
import { ErrorNote, Field } from "../ui/field.tsx";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";

/** For somebody without a workspace, or who wants another: pending invitations, and a form for a new one. */
export function FirstWorkspace() {
  const [error, setError] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      const workspaceId = await work();
      await loadMemberships();
      const joined = me
        .peek()
        ?.memberships.find(({ workspace_id }) => workspace_id === workspaceId);
      navigate(joined ? paths.myWork(slugOf(joined)) : paths.home(), { replace: true });
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    void attempt(async () => (await api.createWorkspace({ name: String(form.get("name")) })).id);
  };
  const isFirst = me.value?.memberships.length === 0;
  return (
    <Door title={signInWords.welcome(me.value?.user.name ?? "")}>
      {error !== undefined && <ErrorNote>{error}</ErrorNote>}
      <Invitations
        isBusy={isBusy}
        onJoin={(workspace_id) =>
          void attempt(async () => {
            await api.acceptInvitation({ workspace_id });
            return workspace_id;
          })
        }
      />
      <form class="door-form" onSubmit={create}>
        <h2>{isFirst ? signInWords.firstWorkspace : signInWords.anotherWorkspace}</h2>
        <Field label={signInWords.workspaceName} hint={signInWords.firstWorkspaceWhy}>
          {(input) => (
            <input {...input} name="name" required placeholder={signInWords.workspaceExample} />
          )}
        </Field>
        <button type="submit" class="button button-primary button-large" disabled={isBusy}>
          {isBusy ? signInWords.oneMoment : signInWords.create}
        </button>
      </form>
    </Door>
  );
}

function Invitations({
  isBusy,
  onJoin,
}: {
  isBusy: boolean;
  onJoin: (workspaceId: string) => void;
}) {
  const pending = me.value?.invitations.filter(({ state }) => state === "invited") ?? [];
  if (pending.length === 0) return null;
  return (
    <section class="door-form">
      <h2>{signInWords.invitations}</h2>
      <ul class="door-list">
        {pending.map(({ workspace_id, workspace_name, role }) => (
          <li key={workspace_id} class="invitation-row">
            <span class="grow">
              <b class="cut">{workspace_name}</b>{" "}
              <span class="hint">{signInWords.invitedBy(role)}</span>
            </span>
            <button
              type="button"
              class="button"
              disabled={isBusy}
              onClick={() => onJoin(workspace_id)}
            >
              {signInWords.join}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
