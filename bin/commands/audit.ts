import { readFile } from "node:fs/promises";
import { z } from "zod";
import { badReasons } from "../../src/audit/examine.ts";
import { isSignedBy, readHead, type SignedHead } from "../../src/audit/head.ts";
import { findChainAfter } from "../../src/audit/queries.ts";
import { instanceChain } from "../../src/audit/record.ts";
import { type BadRecord, faultAgainst, verifyChain } from "../../src/audit/verify.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { CommandError } from "../command-error.ts";
import { withInstance } from "../with-instance.ts";

interface Chosen {
  /** A workspace's id, or `instance`; every chain unless said. */
  workspace?: string;
}

/** Verifies chains from their first record, and against heads that were kept; a fault makes the exit code 1. */
export async function verify({ workspace, head: file }: Chosen & { head?: string }): Promise<void> {
  const kept = file === undefined ? [] : await readKeptHeads(file);
  await withInstance(async ({ config, db }) => {
    const forged = kept.find((head) => !isSignedBy(config.slackySecret, head));
    if (forged) {
      throw new CommandError(
        `The head of ${forged.workspace_id} in ${file} was not signed with this SLACKY_SECRET, or was changed.`,
      );
    }
    const heads = Map.groupBy(kept, ({ workspace_id }) => workspace_id);
    for await (const chain of chainsOf(db, workspace, heads.keys())) {
      await verifyOne(db, chain, heads.get(chain) ?? []);
    }
  });
}

/** Prints where chains end, signed: one object for one chain, else a list. */
export async function head({ workspace }: Chosen): Promise<void> {
  await withInstance(async ({ config, db }) => {
    const heads: SignedHead[] = [];
    for await (const chain of chainsOf(db, workspace)) {
      heads.push(await readHead(db, chain, config.slackySecret));
    }
    console.log(JSON.stringify(workspace === undefined ? heads : heads[0], null, 2));
  });
}

async function verifyOne(db: Queryable, chain: string, kept: readonly SignedHead[]): Promise<void> {
  const { checked, erased, first_bad } = await verifyChain(db, chain);
  const faults = first_bad ? [first_bad] : [];
  for (const keptHead of kept) {
    const fault = await faultAgainst(db, keptHead);
    if (fault) faults.push(fault);
  }
  const name = chain === instanceChain ? "instance" : chain;
  if (faults.length === 0) {
    const against = kept.length > 0 ? `, and as its ${kept.length} kept heads say` : "";
    console.log(`✔ ${name}: ${checked} records, ${erased} of them erased${against}`);
    return;
  }
  for (const fault of faults) console.log(`✘ ${name}: ${sentenceOf(fault)}`);
  process.exitCode = 1;
}

function sentenceOf({ sequence, reason }: BadRecord): string {
  return `record ${sequence}, ${reason}. ${badReasons[reason]}`;
}

/** Every chain there is, and those that a head was kept of: a chain that is gone is missing. */
async function* chainsOf(
  db: Queryable,
  workspace: string | undefined,
  kept: Iterable<string> = [],
): AsyncGenerator<string> {
  if (workspace !== undefined) {
    yield idOf(workspace);
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

function idOf(workspace: string): string {
  if (workspace === "instance") return instanceChain;
  const { data, error } = z.guid().toLowerCase().safeParse(workspace);
  if (error) throw new CommandError("--workspace must be the id of a workspace, or `instance`.");
  return data;
}

const Kept = z.strictObject({
  workspace_id: z.guid(),
  sequence: z.int(),
  hash: z.string().nullable(),
  signed_at: z.string(),
  signature: z.string(),
});

/** What `slacky audit head` printed or `GET …/audit/head` answered, one or a list. */
async function readKeptHeads(file: string): Promise<SignedHead[]> {
  const fault = new CommandError(`${file} does not hold what \`slacky audit head\` prints.`);
  const text = await readFile(file, "utf8").catch((error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}.`);
  });
  try {
    return z.array(Kept).parse([JSON.parse(text)].flat());
  } catch {
    throw fault;
  }
}
