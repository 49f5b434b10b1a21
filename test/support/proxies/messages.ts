/** One message of PostgreSQL's protocol, version 3: its type and what follows its length. */
export interface Message {
  type: string;
  body: Buffer;
  /** The whole of it. */
  bytes: Buffer;
}

/** SSLRequest and GSSENCRequest. What follows a refusal of them has no type, either. */
const encryptionRequests: readonly number[] = [80_877_103, 80_877_104];

/** Cuts a stream of bytes into messages. The first one that a client sends has no type. */
export function createReader({ startsUntyped }: { startsUntyped: boolean }) {
  let isUntyped = startsUntyped;
  let pending: Buffer = Buffer.alloc(0);
  return (bytes: Buffer): Message[] => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    const messages: Message[] = [];
    for (;;) {
      const head = isUntyped ? 0 : 1;
      if (pending.length < head + 4) return messages;
      const length = pending.readInt32BE(head);
      if (length < 4) throw new Error(`A message cannot have a length of ${length}.`);
      const end = head + length;
      if (pending.length < end) return messages;
      const type = isUntyped ? "" : String.fromCharCode(pending[0] as number);
      const body = pending.subarray(head + 4, end);
      messages.push({ type, body, bytes: pending.subarray(0, end) });
      pending = pending.subarray(end);
      isUntyped = isUntyped && body.length >= 4 && encryptionRequests.includes(body.readInt32BE(0));
    }
  };
}

/** Parse (`P`): a statement under a name, which is empty where it has none. */
export function readParse(body: Buffer): { name: string; text: string } {
  const name = textAt(body, 0);
  return { name: name.text, text: textAt(body, name.end).text };
}

/** Bind (`B`): which statement it is for, and the values, as text. */
export function readBind(body: Buffer): { name: string; values: (string | null)[] } {
  const portal = textAt(body, 0);
  const name = textAt(body, portal.end);
  const formats = body.readInt16BE(name.end);
  return { name: name.text, values: readValues(body, name.end + 2 + formats * 2) };
}

/** Query (`Q`): a text without values. */
export function readQuery(body: Buffer): string {
  return textAt(body, 0).text;
}

/** RowDescription (`T`): the names of the columns. */
export function readColumns(body: Buffer): string[] {
  const columns: string[] = [];
  let at = 2;
  for (let count = body.readInt16BE(0); count > 0; count -= 1) {
    const { text, end } = textAt(body, at);
    columns.push(text);
    at = end + 18;
  }
  return columns;
}

/** What a Bind and a DataRow (`D`) both have: a count, and values with their lengths. */
export function readValues(body: Buffer, start = 0): (string | null)[] {
  const values: (string | null)[] = [];
  let at = start + 2;
  for (let count = body.readInt16BE(start); count > 0; count -= 1) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return values;
}

function textAt(body: Buffer, start: number): { text: string; end: number } {
  const end = body.indexOf(0, start);
  return { text: body.toString("utf8", start, end), end: end + 1 };
}
