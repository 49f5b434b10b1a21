import { mayTryAgain, problemText } from "../api/problems.ts";
import { ErrorNote } from "../ui/field.tsx";
import { formWords as words } from "../words/en/forms.ts";

/** Why something did not work, in a sentence, and a way to try again where there is one. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  if (error === undefined) return null;
  return (
    <div class="failure">
      <ErrorNote>{problemText(error)}</ErrorNote>
      {retry && mayTryAgain(error) && (
        <button class="button button-small" type="button" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}
