import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { TestApi } from "./api.ts";
import type { Person, World } from "./given.ts";

export interface RunningExample {
  child: ChildProcess;
  /** The lines that it has printed so far. */
  output: string[];
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Starts a program of examples/ as its reader would, with the token of a member. */
export function startExample(
  { url }: Pick<TestApi, "url">,
  { workspace, project }: World,
  {
    as,
    file,
    args = [],
    env = {},
  }: { as: Pick<Person, "token">; file: string; args?: string[]; env?: Record<string, string> },
): RunningExample {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "../../examples", file), ...args],
    {
      env: {
        SLACKY_URL: url,
        SLACKY_TOKEN: as.token,
        SLACKY_WORKSPACE: workspace.id,
        SLACKY_PROJECT: project.id,
        ...env,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const output: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    output.push(...lines);
  });
  return { child, output, ended: once(child, "close").then(([code, signal]) => code ?? signal) };
}
