import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { type StreamMessage, type StreamPatience, sendStream } from "./event-stream.ts";
import type { Answer } from "./locals.ts";

let batches: AsyncGenerator<readonly StreamMessage[]>;
let patience: StreamPatience;
let port: number;
let close: () => void;

before(async () => {
  const app = express();
  app.get("/", (_req, res) => sendStream(res as unknown as Answer, batches, patience));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as { port: number });
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
after(() => close());

describe("a stream", () => {
  it("has a heartbeat while nothing happens", async () => {
    patience = { heartbeatMs: 20, slowMs: 1_000 };
    const enough = Promise.withResolvers<void>();
    batches = (async function* () {
      yield [];
      await enough.promise;
    })();

    const { body } = await fetch(`http://127.0.0.1:${port}/`);
    let said = "";
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      said += text;
      if (said.split("\n\n").filter((frame) => frame === ":").length >= 3) enough.resolve();
    }

    assert.match(said, /^retry: \d+\n\n(:\n\n){3,}$/);
  });

  it("asks readers that were cut off together to come back one by one, after 1 to 2 s", async () => {
    const waits = new Set<number>();
    for (let n = 0; n < 20; n += 1) {
      batches = (async function* () {})();
      const said = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      waits.add(Number(/^retry: (\d+)\n\n$/.exec(said)?.[1]));
    }

    for (const wait of waits) assert.ok(wait >= 1_000 && wait <= 2_000, String(wait));
    assert.ok(waits.size > 10);
  });

  it("cuts a reader who takes nothing, and makes nothing more for them", async () => {
    patience = { heartbeatMs: 1_000, slowMs: 100 };
    let made = 0;
    let isOver = false;
    batches = (async function* () {
      try {
        for (; made < 1_000; made += 1) {
          yield [{ id: String(made), event: "much", data: "x".repeat(1_000_000) }];
        }
      } finally {
        isOver = true;
      }
    })();

    const socket = connect(port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const deadline = Date.now() + 5_000;
    while (!isOver && Date.now() < deadline) await sleep(20);
    socket.destroy();

    assert.ok(isOver);
    assert.ok(made < 100, `${made} MB were made for nobody`);
  });
});
