import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { chromium } from "playwright-core";
import { eventSubscribers } from "../src/event-subscribers.ts";
import { relayBatch } from "../src/events/relay/relay.ts";
import { startApi } from "../test/support/api.ts";
import { installClient } from "../test/support/built-client.ts";
import { givenTicket, givenWorld } from "../test/support/given.ts";
import { startHttpProxy } from "../test/support/proxies/http-proxy.ts";

const executablePath = "/usr/bin/chromium";
const skip = existsSync(executablePath) ? false : `There is no ${executablePath}.`;

// The page has another origin than the API, so this also tests what the API allows other origins.
it("a page in a browser creates and changes tickets, and follows the feed across a lost connection", {
  skip,
}, async () => {
  const pages = await startPages();
  const api = await startApi({ corsOrigins: [pages.url] });
  const proxy = await startHttpProxy(api.url);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const world = await givenWorld(api);
    for (let n = 0; n < 3; n += 1) await givenTicket(api, world);
    while ((await relayBatch(api.db, eventSubscribers)) > 0);
    const page = await browser.newPage();
    await page.goto(pages.url);
    proxy.cutWithin('"sequence":4');

    const seen = await page.evaluate(inThePage, {
      client: "/dist/index.js",
      options: { url: proxy.url, token: world.member.token },
      workspace_id: world.workspace.id,
    });

    assert.deepEqual(seen, {
      keys: ["ENG-3", "ENG-2", "ENG-1"],
      title: "Mine",
      refusal: ["version_mismatch", 2],
      sequences: [1, 2, 3, 4, 5],
      breaks: ["NoResponse"],
    });
  } finally {
    await browser.close();
    await proxy.close();
    await api.close();
    await pages.close();
  }
});

/** Runs in the browser, so it cannot refer to the rest of this file. */
async function inThePage({
  client,
  options,
  workspace_id,
}: {
  client: string;
  options: { url: string; token: string };
  workspace_id: string;
}) {
  const { createClient, isProblem }: typeof import("./index.ts") = await import(client);
  const slacky = createClient(options);

  const keys = [];
  for await (const { key } of slacky.listTickets.all({ workspace_id, limit: 2 })) keys.push(key);
  const ticket = { workspace_id, ticket_id: "ENG-1" };
  const { title } = await slacky.updateTicket({ ...ticket, title: "Mine" }, { ifMatch: 1 });
  const refusal = await slacky
    .updateTicket({ ...ticket, title: "Theirs" }, { ifMatch: 1 })
    .catch((error) => isProblem(error) && [error.code, error.members.current_version]);

  const sequences = [];
  const breaks: string[] = [];
  const onBreak = (error: unknown) => breaks.push((error as Error).name);
  for await (const { sequence } of slacky.followEvents({ workspace_id, after: 0 }, { onBreak })) {
    sequences.push(sequence);
    if (sequence === 5) break;
  }
  return { keys, title, refusal, sequences, breaks };
}

/** The page has an icon, so that the browser does not request one. */
const emptyPage = '<!doctype html><title>A page</title><link rel="icon" href="data:,">';

/** Serves an empty page, and the files of the package without a bundler. */
async function startPages() {
  const folder = await mkdtemp(join(tmpdir(), "slacky-client-"));
  await installClient(folder);
  const server = createServer(async ({ url = "/" }, res) => {
    const isPage = url === "/";
    res.setHeader("content-type", isPage ? "text/html" : "text/javascript");
    res.end(isPage ? emptyPage : await readFile(join(folder, url)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
