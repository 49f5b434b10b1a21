import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { eventTypes } from "../../src/events/catalogue/event-types.ts";
import { fencedBlocks, readDocument } from "../readme/document.ts";
import { startBrowser } from "../support/browser/start.ts";
import type { Client, Host } from "./server.ts";

const LOOK_MS = 100;

/** The events that the page in the browser has received so far. */
export interface BrowserReader {
  seen: number[];
  connections: number;
  close(): Promise<void>;
}

/**
 * Follows the feed from its beginning with the code of docs/feed.md, unchanged, in a page of another
 * origin. Undefined, with a message, if Chromium is not installed.
 */
export async function followInBrowser(
  { pagePort }: Host,
  { url, token, workspacePath }: Pick<Client, "url" | "token" | "workspacePath">,
): Promise<BrowserReader | undefined> {
  const browser = await startBrowser();
  if (browser === undefined) return undefined;
  const [lines] = fencedBlocks(readDocument("docs/feed.md"), "js").filter((block) =>
    block.includes("new EventSource"),
  );
  const pages = createServer((_req, res) => res.setHeader("Content-Type", "text/html").end("<p>"));
  await once(pages.listen(pagePort, "127.0.0.1"), "listening");
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  await page.addScriptTag({
    content: `
      const workspaceUrl = ${JSON.stringify(url + workspacePath)};
      const types = ${JSON.stringify(Object.keys(eventTypes))};
      const token = async () => ${JSON.stringify(token)};
      const seen = [];
      const show = ({ sequence }) => seen.push(sequence);
      const startAgain = () => seen.push(-1);
      ${lines}
      follow(0);`,
  });

  const reader: BrowserReader = {
    seen: [],
    connections: 0,
    async close() {
      isEnded = true;
      await looking;
      await browser.close();
      pages.close();
    },
  };
  let isEnded = false;
  const look = async () => {
    while (!isEnded) {
      const added = await page.evaluate<number[]>(`seen.slice(${reader.seen.length})`);
      reader.seen.push(...added);
      await sleep(LOOK_MS);
    }
  };
  page.on("response", (response) => {
    if (response.url().includes("stream_token=") && response.ok()) reader.connections += 1;
  });
  const looking = look();
  return reader;
}
