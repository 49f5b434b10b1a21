import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const checkout = resolve(import.meta.dirname, "../../..");

/** The files of an earlier release, with the libraries of this one. */
export interface Release {
  tag: string;
  folder: string;
  remove(): void;
}

/** Says why there is no earlier release here; undefined if there is one. */
export function missingRelease(): string | undefined {
  if (previousTag() !== undefined) return undefined;
  return "This clone has no tag of an earlier release, so nothing was run: `git fetch --tags` gets them.";
}

/** Unpacks the newest release below the version of package.json. */
export function unpackPreviousRelease(): Release {
  const tag = previousTag();
  if (tag === undefined) throw new Error(missingRelease());
  const folder = mkdtempSync(join(tmpdir(), "slacky-release-"));
  const archive = execFileSync("git", ["archive", tag], { cwd: checkout, maxBuffer: 2 ** 28 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  return { tag, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function previousTag(): string | undefined {
  const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
  return listTags()
    .filter((tag) => compareVersions(tag, `v${version}`) < 0)
    .sort(compareVersions)
    .at(-1);
}

function listTags(): string[] {
  try {
    const listed = execFileSync("git", ["tag", "--list"], {
      cwd: checkout,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return listed.split("\n").filter((tag) => /^v\d+\.\d+\.\d+$/.test(tag));
  } catch {
    // Not a clone, or no git.
    return [];
  }
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((tag) => tag.slice(1).split(".").map(Number)) as [
    number[],
    number[],
  ];
  const differing = one.findIndex((part, index) => part !== other[index]);
  return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}
