import type { ChainPart, Checkpoint } from "./chain.ts";
import type { BadRecord } from "./check-record.ts";
import type { ChainEnd } from "./record.ts";
import { isSigned, sign } from "./signature.ts";

export function signCheckpoint(
  draft: Omit<Checkpoint, "signed_at" | "signature">,
  secret: string,
): Checkpoint {
  // In the format of PostgreSQL's output, so that what is read is what was signed.
  const signed_at = new Date().toISOString().replace("Z", "000Z");
  const checkpoint = { ...draft, signed_at };
  return { ...checkpoint, signature: sign("slacky.audit-checkpoint.v1", checkpoint, secret) };
}

export function isCheckpointSigned(checkpoint: Checkpoint, secrets: readonly string[]): boolean {
  return isSigned("slacky.audit-checkpoint.v1", checkpoint, secrets);
}

/**
 * Where verification continues: after `end`, or after the chain's last checkpoint if verification
 * starts exactly there (`at`). Records before a checkpoint are reported as pruned and never skipped
 * silently: to trust the checkpoint, the client passes its sequence.
 */
export function startOfChain(
  part: ChainPart,
  { at, end, secrets }: { at: number; end: ChainEnd | undefined; secrets: readonly string[] },
): ChainEnd | BadRecord {
  const { checkpoint } = part;
  if (!checkpoint || checkpoint.sequence < at) return end ?? { sequence: at, reason: "missing" };
  const badRecord = validateCheckpoint(checkpoint, part, secrets);
  if (badRecord) return badRecord;
  const { sequence, hash } = checkpoint;
  return sequence === at ? { sequence, hash } : { sequence: at + 1, reason: "pruned" };
}

function validateCheckpoint(
  checkpoint: Checkpoint,
  { head, first }: ChainPart,
  secrets: readonly string[],
): BadRecord | undefined {
  const { sequence } = checkpoint;
  if (!isCheckpointSigned(checkpoint, secrets)) return { sequence, reason: "checkpoint_forged" };
  if (head && head.sequence < sequence) return { sequence, reason: "checkpoint_beyond_head" };
  if (first !== undefined && first <= sequence) {
    return { sequence: first, reason: "before_checkpoint" };
  }
  return undefined;
}
