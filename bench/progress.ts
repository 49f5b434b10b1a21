/** One line on the terminal that says how far something is; where it is no terminal, a line now and then. */
export interface Progress {
  show(text: string): void;
  done(text: string): void;
}

const everyMs = 100;
const everyMsInFile = 15_000;

export function createProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true;
  let shownAt = 0;
  const write = (text: string, end: string) =>
    process.stderr.write(isTerminal ? `\r\x1b[K${text.slice(0, 110)}${end}` : `${text}\n`);
  return {
    show(text) {
      if (performance.now() - shownAt < (isTerminal ? everyMs : everyMsInFile)) return;
      shownAt = performance.now();
      write(text, "");
    },
    done(text) {
      shownAt = 0;
      write(text, "\n");
    },
  };
}
