import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Chain } from "../../src/audit/chain.ts";
import { type BadRecord, badReasons } from "../../src/audit/check-record.ts";
import { isSignedBy, readHead, type SignedHead } from "../../src/audit/head.ts";
import { findChainAfter } from "../../src/audit/queries.ts";
import { instanceChain } from "../../src/audit/record.ts";
import { compareWithHead, type Verification, verifyChain } from "../../src/audit/verify.ts";
import { signingSecrets } from "../../src/config.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { CommandError } from "../command-error.ts";
import { withInstance } from "../with-instance.ts";

interface Chosen {
  /** A workspace's id, or `instance`; every chain unless said. */
  workspace?: string;
}

interface Against {
  head?: string;
  since?: string;
}

/**
 * Verifies chains from their first record, or the checkpoint that replaces it, and against stored heads.
 * With `since`, it verifies only the records after the stored heads. A fault makes the exit code 1.
 */
export async function verify({ workspace, head, since }: Chosen & Against): Promise<void> {
  const file = since ?? head;
  const kept = file === undefined ? [] : await readKeptHeads(file);
  await withInstance(async ({ config, db }) => {
    const secrets = signingSecrets(config);
    const forged = kept.find((one) => !isSignedBy(secrets, one));
    if (forged) {
      throw new CommandError(
        `The head of ${forged.workspace_id} in ${file} was not signed with this SLACKY_SECRET, or was changed.`,
      );
    }
    const heads = Map.groupBy(kept, ({ workspace_id }) => workspace_id);
    for await (const workspace_id of chainsOf(db, workspace, heads.keys())) {
      const ofChain = heads.get(workspace_id) ?? [];
      const after = since === undefined ? 0 : Math.max(0, ...ofChain.map((one) => one.sequence));
      await verifyOne(db, { workspace_id, secrets }, { kept: ofChain, after });
    }
  });
}

/** Prints the signed heads of chains: an object for one chain, a list for several. */
export async function head({ workspace }: Chosen): Promise<void> {
  await withInstance(async ({ config, db }) => {
    const heads: SignedHead[] = [];
    for await (const chain of chainsOf(db, workspace)) {
      heads.push(await readHead(db, chain, config.slackySecret));
    }
    console.log(JSON.stringify(workspace === undefined ? heads : heads[0], null, 2));
  });
}

async function verifyOne(
  db: Queryable,
  chain: Chain,
  { kept, after }: { kept: readonly SignedHead[]; after: number },
): Promise<void> {
  const verified = await verifyChain(db, chain, { after });
  const faults = verified.first_bad ? [verified.first_bad] : [];
  let unchecked = 0;
  for (const keptHead of kept) {
    const fault = await compareWithHead(db, chain, keptHead);
    if (fault?.reason === "pruned") unchecked += 1;
    else if (fault) faults.push(fault);
  }
  const name = chain.workspace_id === instanceChain ? "instance" : chain.workspace_id;
  if (faults.length === 0) {
    console.log(
      `✔ ${name}: ${summaryOf(verified, { after, matched: kept.length - unchecked, unchecked })}`,
    );
    return;
  }
  for (const fault of faults) console.log(`✘ ${name}: ${sentenceOf(fault)}`);
  process.exitCode = 1;
}

function summaryOf(
  { checked, erased, checkpoint }: Pick<Verification, "checked" | "erased" | "checkpoint">,
  { after, matched, unchecked }: { after: number; matched: number; unchecked: number },
): string {
  return [
    `${checked} records, ${erased} of them erased`,
    checkpoint
      ? `, after the checkpoint at ${checkpoint.sequence} (pruned before ${checkpoint.pruned_before.slice(0, 10)})`
      : "",
    after > 0 && !checkpoint ? `, after the stored head at ${after}` : "",
    matched > 0 ? `, matching ${storedHeads(matched)}` : "",
    unchecked > 0 ? `; cannot check ${storedHeads(unchecked)} from before the checkpoint` : "",
  ].join("");
}

function storedHeads(count: number): string {
  return `${count} stored ${count === 1 ? "head" : "heads"}`;
}

function sentenceOf({ sequence, reason }: BadRecord): string {
  return `record ${sequence}: ${reason}. ${badReasons[reason]}`;
}

/** Every chain, and those with a stored head, so that a deleted chain is reported as missing. */
async function* chainsOf(
  db: Queryable,
  workspace: string | undefined,
  kept: Iterable<string> = [],
): AsyncGenerator<string> {
  if (workspace !== undefined) {
    yield chainIdOf(workspace);
    return;
  }
  const unseen = new Set(kept);
  let chain = await findChainAfter(db, undefined);
  while (chain !== undefined) {
    unseen.delete(chain);
    yield chain;
    chain = await findChainAfter(db, chain);
  }
  yield* unseen;
}

/** The id of the chain that `--workspace` names. */
export function chainIdOf(workspace: string): string {
  if (workspace === "instance") return instanceChain;
  const { data, error } = z.guid().toLowerCase().safeParse(workspace);
  if (error) throw new CommandError("--workspace must be the ID of a workspace, or `instance`.");
  return data;
}

const Kept = z.strictObject({
  workspace_id: z.guid(),
  sequence: z.int(),
  hash: z.string().nullable(),
  signed_at: z.string(),
  signature: z.string(),
});

/** One head or a list, as printed by `slacky audit head` or returned by `GET …/audit/head`. */
async function readKeptHeads(file: string): Promise<SignedHead[]> {
  const fault = new CommandError(`${file} must contain the output of \`slacky audit head\`.`);
  const text = await readFile(file, "utf8").catch((error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}.`);
  });
  try {
    return z.array(Kept).parse([JSON.parse(text)].flat());
  } catch {
    throw fault;
  }
}
