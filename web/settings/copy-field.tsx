import { useRef, useState } from "preact/hooks";
import { announce } from "../store/announcements.ts";
import { formWords as words } from "../words/en/forms.ts";

/** A secret or a link in a field of its own, with a button that copies it. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const input = useRef<HTMLInputElement>(null);
  // What the last press did, and with which text: the next secret is not copied yet.
  const [last, setLast] = useState({ text: "", said: "" });
  const said = last.text === text ? last.said : "";
  const copy = async () => {
    const isCopied = await copyText(text, input.current);
    const next = isCopied ? words.copied : words.copyFailed;
    setLast({ text, said: next });
    announce(next);
  };
  return (
    <div class="copy-field">
      <input
        ref={input}
        class="input copy-text"
        aria-label={label}
        readOnly
        value={text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <button class="button" type="button" onClick={() => void copy()}>
        {said === words.copied ? words.copied : words.copy}
      </button>
      {said === words.copyFailed && <p class="hint">{said}</p>}
    </div>
  );
}

/** Over plain HTTP there is no clipboard API; the old command copies what is selected. */
async function copyText(text: string, input: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    input?.select();
    return document.execCommand("copy");
  }
}
