import pino from "pino";
import { fillDemo } from "../../dev/demo/fill.ts";
import { readDemo } from "../demo/read-demo.ts";
import { startApi } from "../support/api.ts";

export interface DemoProof {
  lines: number;
  different: number;
  seconds: number[];
  over_20_s: number;
}

/** Fills demos, one after the other, and compares each with the first, line by line. */
export async function proveDemo({ runs }: { runs: number }): Promise<DemoProof> {
  const seconds: number[] = [];
  let first: string[] = [];
  let different = 0;
  for (let run = 0; run < runs; run += 1) {
    const api = await startApi();
    try {
      const started = Date.now();
      await fillDemo({ ...api.instance.config, ...api.database }, pino({ level: "silent" }));
      seconds.push((Date.now() - started) / 1_000);
      const lines = await readDemo(api.db);
      if (run === 0) first = lines;
      different += lines.filter((line, place) => line !== first[place]).length;
      different += Math.abs(lines.length - first.length);
    } finally {
      await api.close();
    }
  }
  const over_20_s = seconds.filter((one) => one > 20).length;
  return { lines: first.length, different, seconds, over_20_s };
}
