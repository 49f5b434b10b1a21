import { useEffect, useRef, useState } from "preact/hooks";
import type { AuditHead } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Failure } from "../../loading/failure.tsx";
import { announce } from "../../store/announcements.ts";
import { workspace } from "../../store/workspace.ts";
import { exactTime } from "../../ui/dates.ts";
import { Icon } from "../../ui/marks/icon.tsx";
import { auditWords as words } from "../../words/en/audit.ts";
import { type LogVerification, verifyLog } from "./verify-log.ts";

interface Verifying {
  state: "running" | "stopped" | "done";
  head: AuditHead | undefined;
  latest: LogVerification | undefined;
}

/** Verifies the whole log, one request after the other, and says how far it is and what it found. */
export function VerifyView() {
  const [verifying, setVerifying] = useState<Verifying>();
  const [error, setError] = useState<unknown>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const run = async () => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    const workspace_id = workspace.peek()?.id ?? "";
    setError(undefined);
    setVerifying({ state: "running", head: undefined, latest: undefined });
    try {
      const head = await api.getAuditHead({ workspace_id }, { signal });
      const verify = (after: number | undefined) =>
        api.verifyAuditLog({ workspace_id, ...(after !== undefined && { after }) }, { signal });
      for await (const latest of verifyLog(verify)) {
        setVerifying({ state: latest.isDone ? "done" : "running", head, latest });
        if (latest.isDone) announce(resultOf(latest));
      }
    } catch (failure) {
      if (signal.aborted) setVerifying((now) => now && { ...now, state: "stopped" });
      else setError(failure);
    }
  };

  const isRunning = verifying?.state === "running" && error === undefined;
  return (
    <div class="panel-box verify">
      <div class="verify-head">
        <p class="grow">{words.verifyIntro}</p>
        {isRunning ? (
          <button class="button" type="button" onClick={() => stop.current.abort()}>
            {words.stop}
          </button>
        ) : (
          <button class="button" type="button" onClick={() => void run()}>
            <Icon name="shield-check" size={15} />
            {words.verify}
          </button>
        )}
      </div>
      {isRunning && <Progress verifying={verifying} />}
      {verifying?.state === "stopped" && (
        <p class="note">{words.stopped(verifying.latest?.checked ?? 0)}</p>
      )}
      {verifying?.state === "done" && verifying.latest && (
        <Result latest={verifying.latest} head={verifying.head} />
      )}
      <Failure error={error} />
    </div>
  );
}

function Progress({ verifying: { head, latest } }: { verifying: Verifying }) {
  const total = head?.sequence ?? 0;
  return (
    <div class="verify-progress">
      <progress
        max={Math.max(total, 1)}
        value={latest?.verifiedUpTo ?? 0}
        aria-label={words.verify}
      />
      <span class="hint number">{words.verifying(latest?.checked ?? 0, total)}</span>
    </div>
  );
}

function resultOf({ firstBad, checked }: LogVerification): string {
  return firstBad ? words.bad(firstBad.sequence) : words.verified(checked);
}

function Result({ latest, head }: { latest: LogVerification; head: AuditHead | undefined }) {
  const { firstBad, erased, checkpoint } = latest;
  return (
    <div class="verify-result">
      <p class={firstBad ? "verify-sentence verify-bad" : "verify-sentence"}>
        <Icon name={firstBad ? "shield-alert" : "circle-check"} size={18} />
        <strong>{resultOf(latest)}</strong>
      </p>
      {firstBad && (
        <p>
          {words.reasons[firstBad.reason] ?? firstBad.reason} {words.badAdvice}
        </p>
      )}
      {checkpoint && (
        <p>{words.fromCheckpoint(checkpoint.sequence, exactTime(checkpoint.signed_at))}</p>
      )}
      {erased > 0 && <p>{words.erasedRecords(erased)}</p>}
      {!firstBad && head && <KeepHead head={head} />}
    </div>
  );
}

/** Offers the signed head as a file, which proves later that nothing before it was cut off or rewritten. */
function KeepHead({ head }: { head: AuditHead }) {
  const download = () => {
    const file = new Blob([`${JSON.stringify(head, null, 2)}\n`], { type: "application/json" });
    const url = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = url;
    link.download = `audit-head-${head.sequence}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  };
  return (
    <p>
      {words.keepHeadHint}{" "}
      <button class="link" type="button" onClick={download}>
        {words.download}
      </button>
    </p>
  );
}
