/** Progress on one line of the terminal, which is overwritten. In a file: a line every 15 seconds. */
export interface Progress {
  show(text: string): void;
  done(text: string): void;
}

const intervalMs = 100;
const fileIntervalMs = 15_000;

export function createProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true;
  let shownAt = 0;
  const write = (text: string, end: string) =>
    process.stderr.write(isTerminal ? `\r\x1b[K${text.slice(0, 110)}${end}` : `${text}\n`);
  return {
    show(text) {
      if (performance.now() - shownAt < (isTerminal ? intervalMs : fileIntervalMs)) return;
      shownAt = performance.now();
      write(text, "");
    },
    done(text) {
      shownAt = 0;
      write(text, "\n");
    },
  };
}
