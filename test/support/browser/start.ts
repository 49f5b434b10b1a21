import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "./find.ts";

/** A browser of this machine. Undefined, with a message, if none is installed. */
export async function startBrowser({
  hostRules,
}: {
  /** What names of hosts mean, such as `MAP slacky.test 127.0.0.1:8080`. */
  hostRules?: string;
} = {}): Promise<Browser | undefined> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.log("No Chromium is installed here, so nothing is tested in a browser.");
    return undefined;
  }
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      ...(hostRules === undefined ? [] : [`--host-resolver-rules=${hostRules}`]),
    ],
  });
}
