/** One message of a stream. `id` is what the stream named last, with this message or before it. */
export interface Message {
  id: string;
  event: string;
  data: string;
}

/** How much one message may be, in characters, before the stream is taken for something else. */
const MESSAGE_MAX = 16 * 1024 * 1024;

/**
 * Reads `text/event-stream` (WHATWG HTML, section 9.2.6): give it text as it comes, cut anywhere, and it
 * gives the messages that are whole. A message that is cut off by the end of the stream is no message.
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
    /** The milliseconds that the stream asks its readers to wait before they come back. */
    get retry() {
      return retry;
    },
    push(more: string): Message[] {
      if (more === "") return [];
      // The line that a CR ends is over, so of a CRLF that was cut in two the LF ends nothing.
      const rest = endedInCr && more.startsWith("\n") ? more.slice(1) : more;
      endedInCr = more.endsWith("\r");
      const lines = (text + rest).split(/\r\n|\n|\r/);
      text = lines.pop() ?? "";
      const messages = lines.map(takeLine).filter((message) => message !== undefined);
      const size = data.reduce((sum, line) => sum + line.length, text.length);
      if (size > MESSAGE_MAX) throw new RangeError("A message of the stream does not end.");
      return messages;
    },
  };
}
