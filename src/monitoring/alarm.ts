const AGAIN_MS = 3_600_000;

/**
 * Watches a value: `rings` when it exceeds the limit, and then once an hour; `ends` when it falls
 * below half of the limit. In between it is quiet, so that a value near its limit does not fill the
 * log.
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
