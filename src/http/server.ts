import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { answerRaw, hangUp, rawProblemOf } from "./client-error.ts";
import { discardRest } from "./discard-rest.ts";

/** How long a server bears with a client, in milliseconds. */
export interface Patience {
  headersMs: number;
  requestMs: number;
  keepAliveMs: number;
  /** How long a connection may stand still: not every client takes the answer it asked for. */
  silenceMs: number;
  /** How often those who are late are looked for. */
  checkMs: number;
}

const usualPatience: Patience = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  silenceMs: 120_000,
  checkMs: 1_000,
};

/** The server of an app. What never becomes a request that the app could answer is a problem all the same. */
export function createHttpServer(
  app: Express,
  { publicUrl, patience = usualPatience }: { publicUrl: string; patience?: Patience },
): Server {
  const server = createServer({
    ...kindsFor(app),
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.keepAliveMs,
    connectionsCheckingInterval: patience.checkMs,
    // Node would refuse it without a body; `requireHost` does with one.
    requireHostHeader: false,
    // A request without a body goes through none of the events of a stream that has ended.
    optimizeEmptyRequests: true,
  });
  server.setTimeout(patience.silenceMs);

  const latest = new WeakMap<Duplex, ServerResponse>();
  const listener = (req: IncomingMessage, res: ServerResponse): void => {
    latest.set(req.socket, res);
    req.url = originForm(req.url ?? "/");
    discardRest(req, res);
    app(req, res);
  };
  server.on("request", listener);
  // `readBody` says "100 Continue" once it wants the body, so a refusal can come before it.
  server.on("checkContinue", listener);
  server.on("checkExpectation", listener);
  server.on("connect", (_req, socket) => answerRaw(socket, "tunnel", publicUrl));
  server.on("clientError", (error: Error & { code?: string; rawPacket?: Buffer }, socket) => {
    const res = latest.get(socket);
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else if (isUnderWay(res)) res.once("close", () => hangUp(socket));
    else answerRaw(socket, rawProblemOf(error), publicUrl);
  });
  return server;
}

/**
 * Requests and responses that are Express's from the start. It would put its own prototype under each one that
 * Node has made, and an object that changes its prototype is slow from then on; one that has it is left alone.
 */
function kindsFor(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request);
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response);
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}

/** Whether bytes written now would pass for a part of the answer to an earlier request, or for that answer. */
function isUnderWay(res: ServerResponse | undefined): res is ServerResponse {
  return res !== undefined && !res.writableFinished && (res.headersSent || res.req.complete);
}

/** A proxy may send the whole address, and OPTIONS a star; the app knows paths only. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  if (!URL.canParse(target)) return `/${target}`;
  const { pathname, search } = new URL(target);
  return pathname + search;
}
