import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { CommandError } from "./command-error.ts";

/**
 * Asks for a password on a terminal, without showing it; otherwise takes the first line of the input.
 * A password is not an option of a command, because every process on the machine can read those.
 */
export async function readPassword(question: string): Promise<string> {
  const password = process.stdin.isTTY
    ? await askUnseen(question)
    : (await text(process.stdin)).split(/\r?\n/)[0];
  if (!password) throw new CommandError("No password was entered. Nothing was changed.");
  return password;
}

async function askUnseen(question: string): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  process.stderr.write(question);
  try {
    return await terminal.question("");
  } catch {
    return "";
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
