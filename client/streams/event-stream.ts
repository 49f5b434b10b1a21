/** One message of a stream. `id` is the last one that the stream sent, with this message or before. */
export interface Message {
  id: string;
  event: string;
  data: string;
}

/** The largest message, in characters. A longer one is not from an event stream of Slacky. */
const MESSAGE_MAX = 16 * 1024 * 1024;

/**
 * Parses `text/event-stream` (WHATWG HTML, section 9.2.6). `push` takes the text in pieces of any size and
 * returns the messages that are complete. A message that the end of the stream cuts off is dropped.
 */
export function createEventStreamParser() {
  let text = "";
  let endedInCr = false;
  let id = "";
  let event = "";
  let data: string[] = [];
  let retry: number | undefined;

  function takeLine(line: string): Message | undefined {
    if (line === "") return takeMessage();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    if (field === "event") event = value;
    if (field === "id" && !value.includes("\0")) id = value;
    if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
    return undefined;
  }

  function takeMessage(): Message | undefined {
    const message = { id, event: event || "message", data: data.join("\n") };
    const isEmpty = data.length === 0;
    event = "";
    data = [];
    return isEmpty ? undefined : message;
  }

  return {
    /** How many milliseconds the server asks clients to wait before they reconnect. */
    get retry() {
      return retry;
    },
    push(more: string): Message[] {
      if (more === "") return [];
      // The CR already ended its line, so the LF of a CRLF that was split across two pieces is skipped.
      const rest = endedInCr && more.startsWith("\n") ? more.slice(1) : more;
      endedInCr = more.endsWith("\r");
      const lines = (text + rest).split(/\r\n|\n|\r/);
      text = lines.pop() ?? "";
      const messages = lines.map(takeLine).filter((message) => message !== undefined);
      const size = data.reduce((sum, line) => sum + line.length, text.length);
      if (size > MESSAGE_MAX)
        throw new RangeError("A message of the stream is longer than 16 Mi characters.");
      return messages;
    },
  };
}
