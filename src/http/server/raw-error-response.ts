import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { problemBody } from "../../contract/problem-body.ts";
import { Problem } from "../../problems.ts";
import { securityHeaders } from "../middleware/security-headers.ts";

const LINGER_MS = 1_000;

/** All methods that the API uses. */
const allow = "GET, HEAD, POST, PATCH, PUT, DELETE";
const unknownMethod = /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?\n/;

const failures = {
  headers: new Problem(
    "headers_too_large",
    "The request line and headers must be at most 16 KiB together.",
  ),
  late: new Problem("request_timeout", "The request did not arrive in time. Send it again."),
  method: new Problem("method_not_allowed", `This method is not supported. Use ${allow}.`),
  tunnel: new Problem("method_not_allowed", "This server does not open tunnels."),
  malformed: new Problem("malformed_http", "This is not a well-formed HTTP/1.1 request."),
};

/** The failure that corresponds to an error of Node's HTTP parser. */
export function rawFailureOf({
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

/**
 * Writes a problem to a connection whose bytes did not become a request, and ends the connection.
 */
export function sendRawProblem(
  socket: Duplex,
  failure: keyof typeof failures,
  publicUrl: string,
): void {
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
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  closeGracefully(socket);
}

/**
 * Ends the socket but keeps reading for a second. If it were closed while the client still sends,
 * TCP would reset the connection and lose the response.
 */
export function closeGracefully(socket: Duplex): void {
  socket.on("error", () => {});
  socket.end();
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
