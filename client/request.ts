/** The route of an operation. The generated list consists of these. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Whether it takes a body, which has every input that is neither in the path nor in `query`. */
  readonly body?: true;
  readonly query?: readonly string[];
  readonly ifMatch?: true;
  readonly idempotencyKey?: true;
  readonly paged?: true;
  /** Whether it needs no token. */
  readonly open?: true;
  /** Whether it is called with a token only if there is one already. */
  readonly optionalToken?: true;
}

export type Input = Readonly<Record<string, unknown>>;

export interface Draft {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Whether a browser finishes the request after its page was left. */
  keepalive?: true;
  /** Whether a browser sends and accepts the session cookie. */
  usesCookie: boolean;
}

/**
 * Puts each part of the input into the path, the query or the body, as the operation declares. What is
 * undefined is omitted. Throws a TypeError if a path parameter is missing.
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
    usesCookie: route.body === true && rest.get("session") === "cookie",
  };
}

/** `.` and `..` are dot segments of a URL even if they are encoded, so the path would change. */
function segmentOf(value: unknown, need: string): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text === "") throw new TypeError(`${need}.`);
  if (text === "." || text === "..") throw new TypeError(`${need}, which cannot be "${text}".`);
  return encodeURIComponent(text);
}
