import type { Answer, Step } from "../locals.ts";

/** An answer as text, or without any: then it has neither length nor type. */
export interface Outgoing {
  status: number;
  headers: Record<string, string>;
  type: "application/json" | "application/problem+json";
  body: string | null;
}

/**
 * Ends the answer, with the headers that the steps have left for it. All twenty are written at once: to set
 * each by itself, and to have Express look at them again, took a tenth of what a read cost.
 */
export function send(res: Answer, { status, headers, type, body }: Outgoing): void {
  // A copy: should one of them not be fit to be sent, the problem that comes of it is answered without it.
  const all = [...res.locals.headers];
  for (const [name, value] of Object.entries(headers)) all.push(name, value);
  if (body === null) return void res.writeHead(status, all).end();

  const length = String(Buffer.byteLength(body));
  all.push("Content-Type", `${type}; charset=utf-8`, "Content-Length", length);
  res.writeHead(status, all).end(res.req.method === "HEAD" ? undefined : body);
}

/** Sets what the steps have left, for whoever answers by other means. */
export function putHeaders(res: Answer): void {
  const { headers } = res.locals;
  for (let index = 0; index < headers.length; index += 2) {
    res.setHeader(headers[index] as string, headers[index + 1] as string);
  }
  res.locals.headers = [];
}

/** Stands in front of what answers by Express's own means. */
export const headersFirst: Step = (_req, res, next) => {
  putHeaders(res);
  next();
};
