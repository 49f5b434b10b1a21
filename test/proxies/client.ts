import { once } from "node:events";
import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { Agent, request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { hostName, type ReverseProxy } from "./start-proxy.ts";

export interface ProxiedReply {
  status: number;
  headers: IncomingHttpHeaders;
  /** After decompression. */
  text: string;
}

export interface ProxiedRequest {
  body?: string;
  headers?: Record<string, string>;
}

/** One connection to a proxy, which sends paths and headers as they are and follows nothing. */
export interface ProxyClient {
  send(method: string, path: string, request?: ProxiedRequest): Promise<ProxiedReply>;
  /** The response as it arrives. */
  open(path: string, headers: Record<string, string>): Promise<OpenResponse>;
  close(): void;
}

export interface OpenResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Readable;
  cancel(): void;
}

/** The address from which clients connect: not the one from which the proxy does. */
export const clientAddress = "127.0.0.2";

const target = { host: "127.0.0.1", servername: hostName, localAddress: clientAddress };

export function openHttp1({ port, certificate }: ReverseProxy): ProxyClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const start = async (
    { method, path, agent: own = agent }: { method: string; path: string; agent?: Agent },
    { body, headers }: ProxiedRequest,
  ): Promise<OpenResponse> => {
    const req = requestHttps({
      ...{ ...target, port, ca: certificate, agent: own, method, path },
      headers: {
        host: hostName,
        ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
        ...headers,
      },
    });
    const response = once(req, "response");
    if (headers?.expect) {
      req.flushHeaders();
      await Promise.race([once(req, "continue"), response]);
    }
    req.end(body);
    const [res] = await response;
    const cancel = () => req.destroy();
    return { status: res.statusCode, headers: res.headers, body: res, cancel };
  };
  return {
    async send(method, path, request = {}) {
      return await read(await start({ method, path }, request));
    },
    open: (path, headers) => start({ method: "GET", path, agent: new Agent() }, { headers }),
    close: () => agent.destroy(),
  };
}

export function openHttp2({ port, certificate }: ReverseProxy): ProxyClient {
  const session = connectHttp2(`https://${hostName}:${port}`, { ...target, port, ca: certificate });
  session.on("error", () => {});
  const start = async (
    { method, path }: { method: string; path: string },
    { body, headers }: ProxiedRequest,
  ): Promise<OpenResponse> => {
    const stream = session.request({
      ...{ ":method": method, ":path": path, ":authority": hostName },
      ...headers,
    });
    stream.end(body);
    const [received] = await once(stream, "response");
    const cancel = () => stream.close();
    return { status: received[":status"], headers: received, body: stream, cancel };
  };
  return {
    async send(method, path, request = {}) {
      return await read(await start({ method, path }, request));
    },
    open: (path, headers) => start({ method: "GET", path }, { headers }),
    close: () => session.close(),
  };
}

async function read({ status, headers, body }: OpenResponse): Promise<ProxiedReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = bytes.length === 0 ? "" : decompress(bytes, headers["content-encoding"]).toString();
  return { status, headers, text };
}

function decompress(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === undefined) return bytes;
  if (coding === "gzip") return gunzipSync(bytes);
  if (coding === "zstd") return zstdDecompressSync(bytes);
  if (coding === "br") return brotliDecompressSync(bytes);
  throw new Error(`The response has the unknown coding ${coding}.`);
}
