/** How an operation travels; the generated list is made of these. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Whether it takes a body: what is neither in the path nor in `query` is in it. */
  readonly body?: true;
  readonly query?: readonly string[];
  readonly ifMatch?: true;
  readonly idempotencyKey?: true;
  readonly paged?: true;
  /** Whether it needs no token. */
  readonly open?: true;
}

export type Input = Readonly<Record<string, unknown>>;

export interface Draft {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/**
 * Puts each part of the input where the operation has it: into the path, the query or the body. What is
 * undefined is left out. Throws a TypeError where the path needs what is not there.
 */
export function draftOf(
  base: string,
  operation: string,
  { route, input }: { route: Route; input: Input },
): Draft {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = rest.get(name);
    rest.delete(name);
    return segmentOf(value, `${operation} needs ${name}`);
  });
  const query = new URLSearchParams();
  for (const [name, value] of rest) {
    if (route.body && !route.query?.includes(name)) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
    rest.delete(name);
  }
  return {
    method: route.method,
    url: base + path + (query.size > 0 ? `?${query}` : ""),
    headers: route.body ? { "content-type": "application/json" } : {},
    body: route.body ? JSON.stringify(Object.fromEntries(rest)) : undefined,
  };
}

/** `.` and `..` would be taken for steps within the address, however they are encoded, and lead elsewhere. */
function segmentOf(value: unknown, need: string): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text === "") throw new TypeError(`${need}.`);
  if (text === "." || text === "..") throw new TypeError(`${need}, which cannot be "${text}".`);
  return encodeURIComponent(text);
}
