/** A sequence of random numbers that is the same in every run. */
export interface Random {
  /** A number from 0 up to but not including 1. */
  next(): number;
  /** An integer from 0 up to but not including `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** An index into a list of `count`, by Zipf's law: the second is half as likely as the first, and so on. */
  rank(count: number): number;
  /** A UUID of version 7 for this time. */
  uuid(at_ms: number): string;
}

/** Mulberry32: fast, and random enough to fill tables. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const bits = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = () => bits() / 2 ** 32;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    rank: (count) => Math.floor(count ** next()) - 1,
    uuid(at_ms) {
      const time = Math.floor(at_ms).toString(16).padStart(12, "0");
      const [a, b, c] = [hex(bits()), hex(bits()), hex(bits())];
      const variant = "89ab"[bits() & 3];
      return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-${variant}${b.slice(0, 3)}-${c}${a.slice(4)}`;
    },
  };
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, "0");
}
