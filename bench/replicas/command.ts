import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandError } from "../../bin/command-error.ts";
import { checkout } from "../../dev/data-dir.ts";
import { sizes } from "../../test/seed/shape.ts";
import { createProgress } from "../progress.ts";
import { commitOf, describeMachine } from "../report/machine.ts";
import { startGenerator } from "../stage/drive.ts";
import { benchFolder } from "../stage/folder.ts";
import { type Facts, sourceOf, tableOf, withFigures } from "./document.ts";
import { type Amounts, type LayoutFigures, measureLayouts } from "./measure.ts";
import { drawLayouts } from "./picture.ts";

const full: Amounts = { size: "100k", connections: 16, warmup_s: 2, window_s: 5, rounds: 3 };
const short: Amounts = { size: "10k", connections: 16, warmup_s: 0.5, window_s: 1, rounds: 1 };

/** `npm run bench -- replicas`: one and two processes, without and with a replica. */
export async function printReplicas(args: string[]): Promise<void> {
  const { amounts, out, docs } = parse(args);
  const at = new Date().toISOString();
  const machine = describeMachine();
  const generator = startGenerator();
  const progress = createProgress();
  try {
    const figures = await measureLayouts(amounts, { generator, progress });
    const tickets = `${sizes[amounts.size]?.tickets.toLocaleString("en")} tickets`;
    const facts = { at, commit: commitOf(), machine, amounts, tickets };
    const folder = out ?? join(benchFolder(process.env), "reports", at.replaceAll(":", "-"));
    write(folder, figures, facts);
    progress.done(`The picture and the table are in ${folder}`);
    console.log(tableOf(figures, facts));
    const failures = figures.reduce((sum, one) => sum + one.failures, 0);
    if (failures > 0) {
      const [example = ""] = figures.flatMap(({ unexpected }) => unexpected);
      throw new CommandError(
        `The figures are void: ${failures} responses were not expected, such as: ${example}`,
      );
    }
    if (docs) writeDocs(figures, facts);
  } finally {
    generator.stop();
  }
}

function write(folder: string, figures: LayoutFigures[], facts: Facts): void {
  mkdirSync(folder, { recursive: true });
  const json = JSON.stringify({ ...facts, figures }, null, 2);
  writeFileSync(join(folder, "replicas.json"), `${json}\n`);
  writeFileSync(join(folder, "replicas.md"), `${tableOf(figures, facts)}\n`);
  writeFileSync(join(folder, "replicas.svg"), drawLayouts(figures, sourceOf(facts)));
}

function writeDocs(figures: LayoutFigures[], facts: Facts): void {
  const picture = drawLayouts(figures, sourceOf(facts));
  writeFileSync(join(checkout, "docs/pictures/replicas.svg"), picture);
  const document = join(checkout, "docs/replicas.md");
  writeFileSync(document, withFigures(readFileSync(document, "utf8"), tableOf(figures, facts)));
}

function parse(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: "boolean", default: false },
      size: { type: "string" },
      seconds: { type: "string" },
      rounds: { type: "string" },
      out: { type: "string" },
      docs: { type: "boolean", default: false },
    },
  });
  const base = values.short ? short : full;
  const size = values.size ?? base.size;
  if (!Object.hasOwn(sizes, size)) {
    throw new CommandError(`${size} is not a size. Use one of ${Object.keys(sizes).join(", ")}.`);
  }
  const amounts = {
    ...base,
    size,
    window_s: Number(values.seconds ?? base.window_s),
    rounds: Number(values.rounds ?? base.rounds),
  };
  return { amounts, out: values.out, docs: values.docs };
}
