import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { checkEvent } from "./contract.ts";

/** An event as it was received over a stream. */
export interface Message {
  id: number;
  event: string;
  data: { sequence: number; type: string };
}

/** The counts of an inbox, or one of its rows. */
export interface InboxData {
  unread: number | boolean;
  workspaces?: { workspace_id: string; unread: number }[];
  ticket?: { id: string } | null;
  notice?: { type: string } | null;
  changed_at?: string;
}

interface Refusal {
  code: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

/** A stream that is being read, or the problem that was returned instead. */
export interface ReadStream {
  status: number;
  headers: Headers;
  problem: Refusal | undefined;
  messages: Message[];
  /** Every `epoch` message, in order. */
  epochs: { epoch: string; head: number }[];
  /** The messages about an inbox, in order. */
  inbox: { event: string; data: InboxData }[];
  /** The reason that the server gave at the end. */
  readonly end: { reason: string } | undefined;
  /** Resolves when the stream has ended. */
  done: Promise<void>;
  cancel(): Promise<void> | undefined;
  /** Waits until exactly this many events have been received. */
  until(count: number): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Opens a stream and collects its messages until it ends. Every event is checked against the contract. */
export async function readStream(
  url: string,
  headers: Record<string, string>,
): Promise<ReadStream> {
  const response = await fetch(url, { headers });
  const messages: Message[] = [];
  const epochs: ReadStream["epochs"] = [];
  const inbox: ReadStream["inbox"] = [];
  let end: ReadStream["end"];
  const body = response.ok ? response.body?.pipeThrough(new TextDecoderStream()) : undefined;
  const reader = body?.getReader();

  const take = (frame: string) => {
    const fields = fieldsOf(frame);
    if (fields.data === undefined) return;
    const data = JSON.parse(fields.data);
    if (fields.id === undefined) {
      if (fields.event === "epoch") epochs.push(data);
      else if (fields.event === "end") end = data;
      else if (fields.event === "inbox" || fields.event === "notification") {
        inbox.push({ event: fields.event, data });
      } else assert.fail(`A message without an id: ${frame}`);
      return;
    }
    checkEvent(data);
    messages.push({ id: Number(fields.id), event: fields.event ?? "", data });
  };
  const readAll = async () => {
    let text = "";
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) return;
      text += value;
      const frames = text.split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) take(frame);
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    problem: response.ok ? undefined : ((await response.json()) as ReadStream["problem"]),
    messages,
    epochs,
    inbox,
    get end() {
      return end;
    },
    done: readAll(),
    cancel: () => reader?.cancel(),
    async until(count) {
      const deadline = Date.now() + TIMEOUT_MS;
      while (messages.length < count && Date.now() < deadline) await sleep(10);
      assert.equal(messages.length, count);
    },
  };
}

function fieldsOf(frame: string): Record<string, string | undefined> {
  const lines = frame.split("\n").map((line) => line.split(/: ?(.*)/s, 2) as [string, string]);
  return Object.fromEntries(lines);
}
