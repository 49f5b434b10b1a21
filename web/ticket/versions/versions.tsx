import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/marks/icon.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ticketWords } from "../../words/en/ticket.ts";
import { memberText } from "../member-text.ts";
import { type AskedVersions, closeVersions } from "./asked-versions.ts";
import { TextChanges } from "./text-changes.tsx";
import type { VersionOfTexts } from "./version-pages.ts";

const words = ticketWords.versions;

/** The dialog with the texts that a ticket or a comment has and had. */
export function Versions({ title, readPage }: AskedVersions) {
  const { loader } = usePagedList(readPage, []);
  return (
    <Dialog label={title} onClose={closeVersions} kind="wide">
      <header class="versions-head">
        <h2 class="grow">{title}</h2>
        <button
          type="button"
          class="icon-button"
          data-first
          aria-label={words.close}
          onClick={closeVersions}
        >
          <Icon name="x" />
        </button>
      </header>
      <LoadedView loader={loader}>
        {(list) => (
          <>
            <ol class="versions">
              {list.rows.map((version, at) => (
                <Version
                  key={version.version}
                  version={version}
                  older={list.rows[at + 1]}
                  isFirst={list.next_cursor === null && at === list.rows.length - 1}
                />
              ))}
            </ol>
            <MoreRows list={list} loader={loader} readPage={readPage} label={words.older} />
          </>
        )}
      </LoadedView>
    </Dialog>
  );
}

/** A version with what changed since the one before it, once that is loaded. */
function Version({
  version,
  older,
  isFirst,
}: {
  version: VersionOfTexts;
  older: VersionOfTexts | undefined;
  isFirst: boolean;
}) {
  const author = version.writtenBy && memberText(version.writtenBy);
  return (
    <li class="version">
      <h3 class="version-head">
        {version.isCurrent ? words.current : words.version(version.version)}
        {author && <span class="hint">{words.writtenBy(author)}</span>}
        {version.writtenAt && (
          <span class="hint">
            <RelativeTime at={version.writtenAt} />
          </span>
        )}
        {isFirst && <span class="hint">{words.first}</span>}
      </h3>
      {version.isRedacted ? (
        <p class="text-changes-none">{words.redacted}</p>
      ) : (
        version.texts.map(({ label, text }, at) => {
          const before = older && !older.isRedacted ? older.texts[at]?.text : "";
          const isShown = isFirst || older !== undefined;
          if (!isShown || (text === before && version.texts.length > 1)) return null;
          return (
            <div key={label}>
              {version.texts.length > 1 && <h4 class="version-label">{label}</h4>}
              {isFirst ? (
                <pre class="text-changes">
                  <div>{text}</div>
                </pre>
              ) : (
                <TextChanges before={before ?? ""} after={text} />
              )}
            </div>
          );
        })
      )}
    </li>
  );
}
