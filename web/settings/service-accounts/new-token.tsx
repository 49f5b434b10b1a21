import { serviceAccountWords as words } from "../../words/en/service-accounts.ts";
import { CopyField } from "../copy-field.tsx";

/** A token that was just created: the only time that it is shown. */
export function NewToken({ token, close }: { token: string | null; close: () => void }) {
  return (
    <div class="panel-box form" role="status">
      {token === null ? (
        <p>{words.notShown}</p>
      ) : (
        <>
          <p>
            <strong>{words.created}</strong>
          </p>
          <CopyField label={words.tokenLabel} text={token} />
        </>
      )}
      <p>
        <button class="button" type="button" onClick={close}>
          {words.done}
        </button>
      </p>
    </div>
  );
}
