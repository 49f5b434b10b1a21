import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Session } from "../../src/db/dedicated-connection.ts";

type Value = string | number | boolean | null;

/** Takes rows of one table, and passes them on as `copy … from stdin` reads them. */
export interface Sink {
  /** Values in the order of the columns. Texts hold no tab, no backslash and no line break. */
  row(...values: Value[]): void;
  /** To be awaited now and then: resolves when the database has kept up. */
  ready(): Promise<void>;
  end(): Promise<void>;
}

const chunkLength = 1 << 17;

export function openSink(session: Session, into: string, options = ""): Sink {
  const stream: Writable = session.copyIn(`copy ${into} from stdin ${options}`);
  const done = finished(stream);
  // Heard of at `end`, or by the next `ready`.
  done.catch(() => {});
  let chunk = "";
  return {
    row(...values) {
      chunk += `${values.map((value) => value ?? "\\N").join("\t")}\n`;
    },
    async ready() {
      if (chunk.length < chunkLength) return;
      const isTaken = stream.write(chunk);
      chunk = "";
      if (!isTaken) await Promise.race([once(stream, "drain"), done]);
    },
    async end() {
      stream.end(chunk);
      await done;
    },
  };
}
