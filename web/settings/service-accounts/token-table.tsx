import { useState } from "preact/hooks";
import type { ApiToken } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { memberName } from "../../store/workspace.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { serviceAccountWords as words } from "../../words/en/service-accounts.ts";
import { shellWords } from "../../words/en/shell.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";

interface TokenTableProps {
  tokens: readonly ApiToken[];
  onRevoked: (token: ApiToken) => void;
}

export function TokenTable({ tokens, onRevoked }: TokenTableProps) {
  const { columns } = words;
  return (
    <div class="table-box scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.token}</th>
            <th scope="col">{columns.scopes}</th>
            <th scope="col">{columns.created}</th>
            <th scope="col">{columns.expires}</th>
            <th scope="col">{columns.used}</th>
            <th scope="col">
              <span class="visually-hidden">{columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onRevoked={() => onRevoked(token)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenRow({ token, onRevoked }: { token: ApiToken; onRevoked: () => void }) {
  const [isRevoking, setRevoking] = useState(false);
  const { name, last_four, scopes, created_at, created_by, last_used_at } = token;
  const revoke = async () => {
    const { workspace_id, user_id, id } = token;
    await api.revokeApiToken({ workspace_id, user_id, token_id: id });
    onRevoked();
  };
  return (
    <tr>
      <td>
        <strong>{name}</strong>
      </td>
      <td>
        <code class="mono">…{last_four}</code>
      </td>
      <td>
        {scopes === null ? (
          words.everything
        ) : (
          <span title={scopes.map((scope) => words.scopeNames[scope] ?? scope).join("\n")}>
            {words.scopeCount(scopes.length)}
          </span>
        )}
      </td>
      <td>
        <RelativeTime at={created_at} />{" "}
        <span class="hint">
          {words.createdBy(memberName(created_by) ?? shellWords.formerMember)}
        </span>
      </td>
      <td>
        <Expiry at={token.expires_at} />
      </td>
      <td>{last_used_at === null ? words.notUsed : <RelativeTime at={last_used_at} />}</td>
      <td class="table-cell-end">
        <button
          class="button button-small"
          type="button"
          aria-label={words.revokeOf(name)}
          onClick={() => setRevoking(true)}
        >
          {words.revoke}
        </button>
        {isRevoking && (
          <ConfirmDialog
            title={words.revokeTitle(name)}
            action={words.revoke}
            run={revoke}
            close={() => setRevoking(false)}
          >
            {words.revokeText}
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}

function Expiry({ at }: { at: string | null }) {
  if (at === null) return <>{words.never}</>;
  if (new Date(at) <= new Date()) return <span class="tag tag-bad">{words.expired}</span>;
  return <RelativeTime at={at} />;
}
