import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { until } from "../../../test/support/locks.ts";
import { limits } from "../../limits.ts";
import type { ApiResponse } from "../locals.ts";
import { createEventStreams, type EventStream, type StreamTimeouts } from "./event-stream.ts";
import { createUnsentResponses } from "./unsent.ts";

let onOpen: (stream: EventStream) => void;
let timeouts: StreamTimeouts = { heartbeatMs: 1_000, slowMs: 1_000 };
let port: number;
let close: () => void;

before(async () => {
  const app = express();
  app.get("/", (_req, res) =>
    onOpen(createEventStreams(undefined, timeouts).open(res as unknown as ApiResponse, "ada")),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as { port: number });
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
after(() => close());

describe("an event stream", () => {
  it("sends heartbeats while it sends no events", async () => {
    timeouts = { heartbeatMs: 20, slowMs: 1_000 };
    let opened!: EventStream;
    onOpen = (stream) => {
      opened = stream;
    };

    const { body } = await fetch(`http://127.0.0.1:${port}/`);
    let output = "";
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      output += text;
      if (output.split("\n\n").filter((frame) => frame === ":").length >= 3) opened.end("");
    }

    assert.match(output, /^retry: \d+\n\n(:\n\n){3,}$/);
  });

  it("sends no heartbeat while it sends events", async () => {
    timeouts = { heartbeatMs: 200, slowMs: 1_000 };
    onOpen = (stream) => {
      const timer = setInterval(() => stream.send("data: x\n\n"), 50);
      setTimeout(() => {
        clearInterval(timer);
        stream.end("");
      }, 600);
    };

    const output = await (await fetch(`http://127.0.0.1:${port}/`)).text();

    assert.doesNotMatch(output, /^:$/m);
    assert.match(output, /data: x/);
  });

  it("asks clients to reconnect after a random delay of 1 to 2 s, so that they do not reconnect together", async () => {
    const waits = new Set<number>();
    onOpen = (stream) => stream.end("");
    for (let n = 0; n < 20; n += 1) {
      const output = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      waits.add(Number(/^retry: (\d+)\n\n$/.exec(output)?.[1]));
    }

    for (const wait of waits) assert.ok(wait >= 1_000 && wait <= 2_000, String(wait));
    assert.ok(waits.size > 10);
  });

  it("reports backpressure, and disconnects a client that does not read until the timeout", async () => {
    timeouts = { heartbeatMs: 1_000, slowMs: 100 };
    let made = 0;
    const gone = Promise.withResolvers<void>();
    onOpen = (stream) => {
      stream.onClose = gone.resolve;
      stream.onDrain = () => {
        for (; !stream.isBackpressured && !stream.isClosed && made < 1_000; made += 1) {
          stream.send("x".repeat(1_000_000));
        }
      };
      stream.onDrain();
    };

    const socket = connect(port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await Promise.race([gone.promise, sleep(5_000).then(() => assert.fail("It was not cut."))]);
    socket.destroy();

    assert.ok(made < 100, `${made} MB were made for nobody`);
  });

  it("is closed if its caller leaves more than 8 MiB unread on all its streams together", async () => {
    const unsent = createUnsentResponses();
    const streams = createEventStreams(unsent);
    const opened: EventStream[] = [];
    const own = express();
    own.get("/", (_req, res) => {
      opened.push(streams.open(res as unknown as ApiResponse, "ada"));
    });
    const server = own.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port: ownPort } = server.address() as { port: number };
    const sockets = Array.from({ length: 2 }, () => {
      const socket = connect(ownPort, "127.0.0.1").on("error", () => {});
      socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      return socket;
    });
    await until(() => opened.length === 2);
    const [first, second] = opened as [EventStream, EventStream];
    const megabyte = "x".repeat(1_000_000);

    while (unsent.bytesOf("ada") < 6_000_000) first.send(megabyte);
    while (!second.isClosed) second.send(megabyte);

    assert.equal(first.isClosed, false);
    assert.ok(unsent.bytesOf("ada") <= limits.unsent_bytes + 1_000_000);
    for (const socket of sockets) socket.destroy();
    await until(() => unsent.bytesOf("ada") === 0);
    server.close();
    server.closeAllConnections();
  });

  it("sends nothing after it has ended", async () => {
    onOpen = (stream) => {
      stream.end("data: last\n\n");
      stream.send("data: more\n\n");
      setTimeout(() => stream.send("data: more\n\n"), 50);
    };

    const output = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await sleep(100);

    assert.match(output, /data: last\n\n$/);
  });

  it("shares one timer with all other streams, which stops after the last stream has ended", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    const streams = createEventStreams(undefined, { heartbeatMs: 1_000, slowMs: 1_000 });
    const opened: EventStream[] = [];
    const answered = express();
    answered.get(
      "/",
      (_req, res) => void opened.push(streams.open(res as unknown as ApiResponse, "ada")),
    );
    const server = answered.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port: own } = server.address() as { port: number };
    const open = () => fetch(`http://127.0.0.1:${own}/`);
    const readers = [await open()];
    const withOne = timers();
    for (let n = 0; n < 9; n += 1) readers.push(await open());
    const withTen = timers();

    for (const stream of opened) stream.end("");
    for (const reader of readers) await reader.text();
    server.close();
    server.closeAllConnections();
    await sleep(20);

    assert.ok(withTen <= withOne + 1, `${withTen} timers for ten, ${withOne} for one`);
    assert.ok(timers() < withOne, `${timers()} timers are left of ${withOne}`);
  });
});
