import type { ComponentChildren } from "preact";
import type { AuditRecord } from "../../../client/index.ts";
import { setQuery } from "../../routes.ts";
import { memberName } from "../../store/workspace.ts";
import { ActorMark, Avatar } from "../../ui/marks/avatar.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { actionName, auditWords as words } from "../../words/en/audit.ts";
import { shellWords } from "../../words/en/shell.ts";
import { summaryOf } from "./summary.ts";

/** A record in one line; pressing it shows everything that it says. */
export function RecordRow({ record }: { record: AuditRecord }) {
  const { action, outcome, token, occurred_at } = record;
  const summary = summaryOf(record);
  return (
    <li class="record">
      <details>
        <summary class="entry">
          <RecordMark record={record} />
          <span class="entry-main">
            <span class="entry-title">
              {actorName(record)}
              {token && <span class="hint"> {words.byToken(token.name)}</span>}
            </span>
            <span class="entry-detail">
              {actionName(action)}
              {summary && <span class="record-summary"> {summary}</span>}
            </span>
          </span>
          {outcome !== "success" && (
            <span class="tag tag-bad">{words.outcomes[outcome] ?? outcome}</span>
          )}
          <span class="entry-time">
            <RelativeTime at={occurred_at} />
          </span>
        </summary>
        <RecordDetails record={record} />
      </details>
    </li>
  );
}

/** A refusal without an account has no actor; what succeeds without one is Slacky's own work. */
function RecordMark({ record }: { record: AuditRecord }) {
  const { actor_id, outcome } = record;
  if (actor_id === null && outcome !== "success") return <Avatar id={null} size={24} />;
  return <ActorMark id={actor_id} name={actorName(record)} size={24} />;
}

function actorName({ actor_id, outcome }: AuditRecord): string {
  if (actor_id !== null) return memberName(actor_id) ?? shellWords.formerMember;
  return outcome === "success" ? words.system : words.unknownActor;
}

function RecordDetails({ record }: { record: AuditRecord }) {
  const { details } = words;
  const { actor_id, subject_id, token } = record;
  const filter = (name: string, value: string) => () => setQuery({ [name]: value });
  return (
    <div class="record-details">
      <dl>
        <Detail name={details.sequence}>{record.sequence.toLocaleString("en")}</Detail>
        <Detail name={details.action}>
          <code class="mono">{record.action}</code>
        </Detail>
        <Detail name={details.subject}>
          {record.subject_type} <code class="mono">{subject_id}</code>
        </Detail>
        <Detail name={details.ip_address}>{record.ip_address ?? words.erased}</Detail>
        <Detail name={details.user_agent}>{record.user_agent ?? words.erased}</Detail>
        {token && <Detail name={details.token}>{token.name}</Detail>}
        {record.request_id && (
          <Detail name={details.request_id}>
            <code class="mono">{record.request_id}</code>
          </Detail>
        )}
        {Object.keys(record.personal).length > 0 && (
          <Detail name={details.personal}>
            <pre>{JSON.stringify(record.personal, null, 2)}</pre>
          </Detail>
        )}
        {Object.keys(record.data).length > 0 && (
          <Detail name={details.data}>
            <pre>{JSON.stringify(record.data, null, 2)}</pre>
          </Detail>
        )}
        <Detail name={details.previous_hash}>
          {record.previous_hash === null ? (
            words.first
          ) : (
            <code class="mono">{record.previous_hash}</code>
          )}
        </Detail>
        <Detail name={details.hash}>
          <code class="mono">{record.hash}</code>
        </Detail>
      </dl>
      <p class="form-actions">
        {actor_id && (
          <button class="button button-small" type="button" onClick={filter("actor_id", actor_id)}>
            {words.onlyActor}
          </button>
        )}
        {subject_id && (
          <button
            class="button button-small"
            type="button"
            onClick={filter("subject_id", subject_id)}
          >
            {words.onlySubject}
          </button>
        )}
        {token && (
          <button class="button button-small" type="button" onClick={filter("token_id", token.id)}>
            {words.onlyToken}
          </button>
        )}
      </p>
    </div>
  );
}

function Detail({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="record-detail">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
