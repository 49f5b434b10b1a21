import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { problemBody } from "../../contract/problem-body.ts";
import { Problem } from "../../problems.ts";

const LINGER_MS = 1_000;

/** Every method that an operation of the API may have. */
const allow = "GET, HEAD, POST, PATCH, PUT, DELETE";
const unknownMethod = /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?\n/;

const failures = {
  headers: new Problem("headers_too_large", "The request line and headers may have 16 KiB."),
  late: new Problem("request_timeout", "The request did not arrive in time."),
  method: new Problem("method_not_allowed", `The methods of this server are ${allow}.`),
  tunnel: new Problem("method_not_allowed", "This server opens no tunnels."),
  malformed: new Problem("malformed_http", "This is no well-formed HTTP/1.1 request."),
};

/** What is wrong with bytes that are no request, as the parser saw it. */
export function rawProblemOf({
  code,
  rawPacket,
}: {
  code?: string;
  rawPacket?: Buffer;
}): keyof typeof failures {
  if (code === "HPE_HEADER_OVERFLOW") return "headers";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "late";
  const isUnknown =
    code === "HPE_INVALID_METHOD" && unknownMethod.test(rawPacket?.toString("latin1") ?? "");
  return isUnknown ? "method" : "malformed";
}

/** Answers on the bare connection, where there is no request that the app could answer, and ends it. */
export function answerRaw(socket: Duplex, failure: keyof typeof failures, publicUrl: string): void {
  const problem = failures[failure];
  const request_id = randomUUID();
  const body = JSON.stringify(problemBody(problem, { publicUrl, request_id }));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Date: ${new Date().toUTCString()}`,
    `X-Request-Id: ${request_id}`,
    ...(problem.status === 405 ? [`Allow: ${allow}`] : []),
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy: no-referrer",
    "Strict-Transport-Security: max-age=31536000",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  hangUp(socket);
}

/** Closed at once under a client that still sends, a connection would be reset, and the last answer lost. */
export function hangUp(socket: Duplex): void {
  socket.on("error", () => {});
  socket.end();
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
