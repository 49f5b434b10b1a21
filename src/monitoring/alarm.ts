const AGAIN_MS = 3_600_000;

/**
 * Judges a figure that moves: `rings` when it goes over the limit, and once an hour while it stays there;
 * `ends` when it is below half of it. In between it is quiet, so that no figure at its limit fills a log.
 */
export function createAlarm(limit: number): (value: number, now?: number) => Ring | undefined {
  let rangAt: number | undefined;
  return (value, now = performance.now()) => {
    if (value > limit && (rangAt === undefined || now - rangAt >= AGAIN_MS)) {
      rangAt = now;
      return "rings";
    }
    if (value <= limit / 2 && rangAt !== undefined) {
      rangAt = undefined;
      return "ends";
    }
    return undefined;
  };
}

type Ring = "rings" | "ends";
