import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const file = join(import.meta.dirname, "../surface/fuzz.test.ts");

/** Runs the test of random requests with this many for each endpoint, and other ones each time. */
export async function proveFuzz({ runs }: { runs: number }): Promise<object> {
  const child = spawn(process.execPath, ["--test-reporter=tap", file], {
    env: { ...process.env, FUZZ_RUNS: String(runs), FUZZ_SEED: "random" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  const failed = [...output.matchAll(/^ *not ok \d+ - (.*)/gm)].map(([, title]) => title);
  return { failed: code === 0 ? 0 : Math.max(1, failed.length), seed_and_failures: failed };
}
