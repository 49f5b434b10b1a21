import { useState } from "preact/hooks";
import type { Session } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { LoadedView, MoreRows, usePagedList } from "../../loading/loading-view.tsx";
import { ConfirmDialog } from "../../settings/confirm-dialog.tsx";
import { showToast } from "../../store/toasts.ts";
import { Icon } from "../../ui/marks/icon.tsx";
import { Section } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { programOf } from "./user-agent.ts";

/** Where one is signed in, and a way to end each session. */
export function SessionSection() {
  const [isEnding, setEnding] = useState(false);
  const { loader, readPage } = usePagedList<Session>(
    (place, signal) => api.listSessions({ ...place, limit: 50 }, { signal }),
    [],
  );
  const without = (ended: readonly string[]) =>
    loader.change((list) => ({
      ...list,
      rows: list.rows.filter(({ id }) => !ended.includes(id)),
    }));
  const endOthers = async () => {
    for await (const { id, is_current } of api.listSessions.all({ limit: 100 })) {
      if (!is_current) await api.endSession({ session_id: id });
    }
    await loader.load();
  };
  return (
    <Section title={words.sessions} intro={words.sessionsIntro}>
      <LoadedView loader={loader}>
        {(list) => (
          <>
            <ul class="entries" aria-label={words.sessions}>
              {list.rows.map((session) => (
                <SessionRow
                  key={session.id}
                  session={session}
                  onEnded={() => without([session.id])}
                />
              ))}
            </ul>
            <MoreRows list={list} loader={loader} readPage={readPage} />
            {list.rows.length > 1 && (
              <p>
                <button class="button" type="button" onClick={() => setEnding(true)}>
                  {words.endOthers}
                </button>
              </p>
            )}
          </>
        )}
      </LoadedView>
      {isEnding && (
        <ConfirmDialog
          title={words.endOthersTitle}
          action={words.endOthers}
          run={endOthers}
          close={() => setEnding(false)}
        >
          {words.endOthersText}
        </ConfirmDialog>
      )}
    </Section>
  );
}

function SessionRow({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const [error, setError] = useState<unknown>();
  const { id, ip_address, user_agent, created_at, last_used_at, is_current } = session;
  const program = user_agent ? programOf(user_agent) : words.unknownProgram;
  const end = async () => {
    setError(undefined);
    try {
      await api.endSession({ session_id: id });
      showToast({ text: words.sessionEnded });
      onEnded();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <li class="entry entry-wrapping">
      <Icon name="monitor" size={18} />
      <div class="entry-main">
        <p class="entry-title" title={user_agent ?? undefined}>
          {program}
          {is_current && <span class="tag">{words.thisSession}</span>}
        </p>
        <p class="entry-detail">
          {ip_address ?? words.unknownAddress} · {words.signedIn} <RelativeTime at={created_at} /> ·{" "}
          {words.lastUsed} <RelativeTime at={last_used_at} />
        </p>
      </div>
      {!is_current && (
        <button
          class="button button-small"
          type="button"
          aria-label={words.endSessionOf(program)}
          onClick={() => void end()}
        >
          {words.endSession}
        </button>
      )}
      <Failure error={error} />
    </li>
  );
}
