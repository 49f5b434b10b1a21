import { subscribe, unsubscribe } from "node:diagnostics_channel";

const channel = "slacky:statement";

/** The texts of the statements that this process sends while `work` lasts, each on one line. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const note = (text: unknown) => void sent.push(String(text).trim().replace(/\s+/g, " "));
  subscribe(channel, note);
  try {
    await work();
  } finally {
    unsubscribe(channel, note);
  }
  return sent;
}
