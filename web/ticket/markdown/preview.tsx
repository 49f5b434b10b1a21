import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { workspace } from "../../store/workspace.ts";
import { Skeleton } from "../../ui/empty-state.tsx";
import { Html } from "../../ui/prose/html.tsx";
import { ticketWords } from "../../words/en/ticket.ts";

/** A text as the server would show it: there is one renderer, and it is not in the page. */
export function Preview({ text }: { text: string }) {
  const [html, setHtml] = useState<string | undefined>(undefined);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (text.trim() === "") return undefined;
    const stop = new AbortController();
    setFailed(false);
    api
      .renderMarkdown({ workspace_id: workspace.peek()?.id ?? "", text }, { signal: stop.signal })
      .then(
        (rendered) => setHtml(rendered.html),
        () => {
          if (!stop.signal.aborted) setFailed(true);
        },
      );
    return () => stop.abort();
  }, [text]);
  if (text.trim() === "") return <p class="hint">{ticketWords.description.emptyPreview}</p>;
  if (hasFailed) return <p class="hint">{ticketWords.markdown.noPreview}</p>;
  return html === undefined ? <Skeleton /> : <Html html={html} />;
}
