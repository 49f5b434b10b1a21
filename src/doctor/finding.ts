/** What a check came to. A warning may be meant so; a fault must be mended. */
export interface Judgement {
  verdict: "good" | "warning" | "fault";
  /** A sentence on what is so; where it is not good, followed by what to do. */
  detail: string;
}

export interface Finding extends Judgement {
  check: string;
}

export function good(detail: string): Judgement {
  return { verdict: "good", detail };
}

export function warning(detail: string): Judgement {
  return { verdict: "warning", detail };
}

export function fault(detail: string): Judgement {
  return { verdict: "fault", detail };
}
