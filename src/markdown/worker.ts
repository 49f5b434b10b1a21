// A thread of its own: parses the texts of one request after the other.

import { parentPort } from "node:worker_threads";
import { parseMarkdown } from "./parse.ts";

parentPort?.on("message", (texts: readonly string[]) => {
  parentPort?.postMessage(texts.map(parseMarkdown));
});
