import { readFileSync } from "node:fs";

const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");

/** The version of this program, such as `0.2.0`. */
export const version: string = JSON.parse(manifest).version;
