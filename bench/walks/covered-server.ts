// The API, a process of its own that counts with V8's precise coverage which of its functions are called. To each
// "take" from its parent it answers with the functions that were called since the last one.

import { Session } from "node:inspector/promises";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkout } from "../../dev/data-dir.ts";

/** One function of src/ that was called. */
export interface CalledFunction {
  file: string;
  name: string;
}

const source = pathToFileURL(`${checkout}/src/`).href;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

// Loaded after the coverage has begun, so that every function is counted.
const { parseConfig } = await import("../../src/config.ts");
const { createLog } = await import("../../src/log.ts");
const { serve } = await import("../../src/serve.ts");

const config = parseConfig(process.env);
const server = await serve(config, createLog(config.logLevel, { readable: false }));
process.on("message", () => {
  void takeCalled().then((called) => process.send?.(called));
});
process.on("disconnect", () => {
  void server.close().finally(() => process.exit());
});
process.send?.("ready");

async function takeCalled(): Promise<CalledFunction[]> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({ url }) => url.startsWith(source))
    .flatMap(({ url, functions }) =>
      functions
        .filter(({ ranges: [whole] }) => (whole?.count ?? 0) > 0)
        .map(({ functionName }) => ({
          file: relative(checkout, fileURLToPath(url)),
          name: functionName,
        })),
    );
}
