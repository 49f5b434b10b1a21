/** The result of a check. A warning may be intended; a fault must be fixed. */
export interface CheckResult {
  verdict: "good" | "warning" | "fault";
  /** A sentence on what is so; where it is not good, followed by what to do. */
  detail: string;
}

export interface Finding extends CheckResult {
  check: string;
}

export function good(detail: string): CheckResult {
  return { verdict: "good", detail };
}

export function warning(detail: string): CheckResult {
  return { verdict: "warning", detail };
}

export function fault(detail: string): CheckResult {
  return { verdict: "fault", detail };
}
