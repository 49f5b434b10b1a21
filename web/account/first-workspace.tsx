import { useState } from "preact/hooks";
import { api } from "../api/client.ts";
import { problemText } from "../api/problems.ts";
import { me } from "../store/workspace.ts";
import { ErrorNote } from "../ui/field.tsx";
import { signInWords } from "../words/en/sign-in.ts";
import { Door } from "./door.tsx";
import { NewWorkspace } from "./workspaces/new-workspace.tsx";
import { openWorkspace } from "./workspaces/open-workspace.ts";

/** For somebody without a workspace, or who wants another: pending invitations, and a form for a new one. */
export function FirstWorkspace() {
  const [error, setError] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const join = async (workspace_id: string) => {
    setBusy(true);
    setError(undefined);
    try {
      await api.acceptInvitation({ workspace_id });
      await openWorkspace(workspace_id);
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  const isFirst = me.value?.memberships.length === 0;
  return (
    <Door title={signInWords.welcome(me.value?.user.name ?? "")}>
      {error !== undefined && <ErrorNote>{error}</ErrorNote>}
      <Invitations isBusy={isBusy} onJoin={(workspaceId) => void join(workspaceId)} />
      <section class="door-form">
        <h2>{isFirst ? signInWords.firstWorkspace : signInWords.anotherWorkspace}</h2>
        <NewWorkspace
          label={signInWords.workspaceName}
          hint={signInWords.firstWorkspaceWhy}
          action={signInWords.create}
          suggestion={signInWords.workspaceExample}
        />
      </section>
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
