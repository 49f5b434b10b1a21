import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Environment } from "../../src/config.ts";

export interface Ended {
  code: number;
  /** Its standard output. */
  said: string;
  /** Its standard error. */
  complained: string;
}

const slacky = path.join(import.meta.dirname, "../../bin/slacky.ts");

/** Runs the command to its end, in an environment that has nothing but what is given. */
export async function runSlacky(args: string[], env: Environment): Promise<Ended> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [slacky, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], said, complained] = await Promise.all([
    once(child, "close") as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, said, complained };
}
