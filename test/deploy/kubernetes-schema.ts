import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Manifest } from "./manifests.ts";

interface Model {
  new (data: object): { validate(): void };
}

/** Values of the wrong type, and required fields that are missing: one message for each object that has some. */
export async function invalidValues(manifests: readonly Manifest[]): Promise<string[]> {
  const faults: string[] = [];
  for (const manifest of manifests) {
    const { [manifest.kind]: model } = await import(moduleOf(manifest));
    try {
      new (model as Model)(manifest).validate();
    } catch (error) {
      faults.push(`${nameOf(manifest)}: ${(error as Error).message}`);
    }
  }
  return faults;
}

/**
 * Fields that Kubernetes does not know, as the compiler reports them. The validation above accepts
 * them, and Kubernetes would ignore them: a misspelt `readinessProbe` would be no probe at all.
 */
export function unknownFields(manifests: readonly Manifest[]): string[] {
  const folder = mkdtempSync(path.join(import.meta.dirname, ".types-"));
  try {
    const lines = manifests.flatMap((manifest, index) => [
      `import type { I${manifest.kind} as T${index} } from "${moduleOf(manifest)}";`,
      `export const m${index}: T${index} = ${JSON.stringify(manifest)};`,
    ]);
    const file = path.join(folder, "manifests.ts");
    writeFileSync(file, lines.join("\n"));
    const { stdout } = spawnSync(
      path.join(import.meta.dirname, "../../node_modules/.bin/tsc"),
      ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", file],
      { encoding: "utf8" },
    );
    return stdout.split("\n").filter((line) => line.includes("error"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `apps/v1` is a module of its own; `v1` too. */
function moduleOf({ apiVersion }: Manifest): string {
  return `kubernetes-models/${apiVersion}`;
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata?.name}`;
}
