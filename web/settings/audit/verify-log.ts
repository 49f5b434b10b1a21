import type { AuditVerification } from "../../../client/index.ts";

export interface LogVerification {
  /** The sequence of the last record that was verified. */
  verifiedUpTo: number;
  checked: number;
  erased: number;
  isDone: boolean;
  /** The first record that is wrong, which ends the verification. */
  firstBad: AuditVerification["first_bad"] | undefined;
  /** The signed checkpoint where verification began, because the records before it were pruned. */
  checkpoint: AuditVerification["checkpoint"] | undefined;
}

/**
 * Verifies the audit log of a workspace, some thousand records a request, and reports each. The server
 * checks the chain; this asks for one part after the other (docs/audit.md): after `next`, and, if
 * the beginning was pruned, after the checkpoint that replaces it.
 */
export async function* verifyLog(
  verify: (after: number | undefined) => Promise<AuditVerification>,
): AsyncGenerator<LogVerification, void, undefined> {
  const sum = { checked: 0, erased: 0 };
  let checkpoint: AuditVerification["checkpoint"];
  for (let after: number | undefined; ; ) {
    const part = await verify(after);
    sum.checked += part.checked;
    sum.erased += part.erased;
    const isPruned = part.first_bad?.reason === "pruned";
    const later: number | undefined = isPruned
      ? part.checkpoint?.sequence
      : (part.next ?? undefined);
    if (isPruned) checkpoint = part.checkpoint;
    // Each part begins after the one before, so this ends.
    const isDone = later === undefined || later <= (after ?? 0);
    const verifiedUpTo = later ?? (after ?? 0) + part.checked;
    const firstBad = isDone ? part.first_bad : undefined;
    yield { ...sum, verifiedUpTo, isDone, firstBad, checkpoint };
    if (isDone) return;
    after = later;
  }
}
