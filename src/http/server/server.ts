import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { discardUnreadBody } from "./discard-unread-body.ts";
import { closeGracefully, rawFailureOf, sendRawProblem } from "./raw-error-response.ts";

/** Timeouts, in milliseconds. */
export interface ServerTimeouts {
  headersMs: number;
  requestMs: number;
  keepAliveMs: number;
  /** Without a byte in either direction. Not every client reads the response it asked for. */
  idleMs: number;
  /** How often the timeouts of headers and requests are checked. */
  checkMs: number;
}

const defaultTimeouts: ServerTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  idleMs: 120_000,
  checkMs: 1_000,
};

/** The HTTP server of an app. If Node cannot parse a request, the response is a problem too. */
export function createHttpServer(
  app: Express,
  { publicUrl, timeouts = defaultTimeouts }: { publicUrl: string; timeouts?: ServerTimeouts },
): Server {
  const server = createServer({
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: timeouts.checkMs,
    // Node would refuse it with an empty 400; `requireHost` answers with a problem.
    requireHostHeader: false,
    // A request without a body emits no `end`: see `readBody`.
    optimizeEmptyRequests: true,
  });
  server.setTimeout(timeouts.idleMs);

  const latest = new WeakMap<Duplex, ServerResponse>();
  const listener = (req: IncomingMessage, res: ServerResponse): void => {
    latest.set(req.socket, res);
    req.url = originForm(req.url ?? "/");
    discardUnreadBody(req, res);
    app(req, res);
  };
  server.on("request", listener);
  // `readBody` sends "100 Continue", so that a request can be refused before its body is sent.
  server.on("checkContinue", listener);
  server.on("checkExpectation", listener);
  server.on("connect", (_req, socket) => sendRawProblem(socket, "tunnel", publicUrl));
  server.on("clientError", (error: Error & { code?: string; rawPacket?: Buffer }, socket) => {
    const res = latest.get(socket);
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else if (isInProgress(res)) res.once("close", () => closeGracefully(socket));
    else sendRawProblem(socket, rawFailureOf(error), publicUrl);
  });
  return server;
}

/** Whether bytes written now would become part of the response to an earlier request. */
function isInProgress(res: ServerResponse | undefined): res is ServerResponse {
  return res !== undefined && !res.writableFinished && (res.headersSent || res.req.complete);
}

/** A proxy may send an absolute URL, and OPTIONS may send `*`; the app routes by path only. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  if (!URL.canParse(target)) return `/${target}`;
  const { pathname, search } = new URL(target);
  return pathname + search;
}
