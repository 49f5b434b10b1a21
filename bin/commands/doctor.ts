import { readFileSync } from "node:fs";
import { ConfigError } from "../../src/config.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import { checkNodeVersion } from "../../src/doctor/environment.ts";
import { type Finding, fault, good } from "../../src/doctor/finding.ts";
import { describeError } from "../describe-error.ts";
import { withConfig } from "../with-config.ts";

const marks = { good: "✔", warning: "!", fault: "✘" } as const;

/** Looks for faults of this installation and prints how to fix them. A fault makes the exit code 1. */
export async function doctor({ json = false }: { json?: boolean }): Promise<void> {
  const findings: Finding[] = [];
  const report = (finding: Finding) => {
    findings.push(finding);
    if (!json) console.log(lineOf(finding));
  };

  report({ check: "node_version", ...checkNodeVersion(process.versions.node, neededNode()) });
  try {
    await withConfig({ shareDatabase: true }, async ({ config }) => {
      report({ check: "configuration", ...good("It is valid.") });
      await diagnose(config, report);
    });
  } catch (error) {
    findingsOf(error).forEach(report);
  }

  const isWell = findings.every(({ verdict }) => verdict !== "fault");
  if (json) console.log(JSON.stringify({ ok: isWell, findings }, null, 2));
  if (!isWell) process.exitCode = 1;
}

function lineOf({ check, verdict, detail }: Finding): string {
  return `${marks[verdict]} ${check.replaceAll("_", " ")}: ${detail}`;
}

function neededNode(): string {
  const file = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { engines: { node: string } }).engines.node;
}

function findingsOf(error: unknown): Finding[] {
  if (error instanceof ConfigError) {
    return error.faults.map((detail) => ({ check: "configuration", ...fault(detail) }));
  }
  return [{ check: "database", ...fault(describeError(error)) }];
}
