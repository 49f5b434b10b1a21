import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";

type Value = string | number | boolean | null;

/** Takes rows of one table and sends them in the format of `copy … from stdin`. */
export interface Sink {
  /** Values in the order of the columns. Texts must not have tabs, backslashes or line breaks. */
  row(...values: Value[]): void;
  /** Must be awaited now and then. Resolves when the database has caught up. */
  ready(): Promise<void>;
  end(): Promise<void>;
}

const chunkLength = 1 << 17;

export function openSink(session: DedicatedConnection, into: string, options = ""): Sink {
  const stream: Writable = session.copyIn(`copy ${into} from stdin ${options}`);
  const done = finished(stream);
  // Reported by `end`, or by the next `ready`.
  done.catch(() => {});
  let chunk = "";
  return {
    row(...values) {
      chunk += `${values.map((value) => value ?? "\\N").join("\t")}\n`;
    },
    async ready() {
      if (chunk.length < chunkLength) return;
      const hasRoom = stream.write(chunk);
      chunk = "";
      if (!hasRoom) await Promise.race([once(stream, "drain"), done]);
    },
    async end() {
      stream.end(chunk);
      await done;
    },
  };
}
