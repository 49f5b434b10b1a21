import { startTcpProxy } from "./tcp-proxy.ts";

export interface HttpProxy {
  /** The address of the same server through the proxy. */
  url: string;
  /** Cuts the connection of the next request with this prefix, after the server has responded. */
  dropResponseTo(request: string): void;
  /** Delays the response to the next request with this prefix. Resolves, once it is there, to what releases it. */
  delayResponseTo(request: string): Promise<() => void>;
  /** Cuts the connection on which the server sends `text` next, in the middle of that text. */
  cutWithin(text: string): void;
  /** Whether to withhold everything that the server sends. */
  silence(isSilent: boolean): void;
  close(): Promise<void>;
}

/** Stands between a client and the service, and can fail at a chosen request. */
export async function startHttpProxy(serverUrl: string): Promise<HttpProxy> {
  let lost: string | undefined;
  let within: string | undefined;
  let delayed: { request: string; answered: (letThrough: () => void) => void } | undefined;
  let isSilent = false;

  const proxy = await startTcpProxy(serverUrl, ({ client, upstream, end }) => {
    client.on("data", (bytes) => {
      if (lost !== undefined && bytes.toString().startsWith(lost)) {
        lost = undefined;
        upstream.off("data", forward);
        upstream.once("data", end);
      }
      if (delayed !== undefined && bytes.toString().startsWith(delayed.request)) {
        const { answered } = delayed;
        delayed = undefined;
        client.cork();
        upstream.once("data", () => answered(() => client.uncork()));
      }
      upstream.write(bytes);
    });
    const forward = (bytes: Buffer) => {
      if (isSilent) return;
      const at = within === undefined ? -1 : bytes.indexOf(within);
      if (within === undefined || at < 0) return void client.write(bytes);
      const half = at + Math.ceil(Buffer.byteLength(within) / 2);
      within = undefined;
      client.write(bytes.subarray(0, half), end);
    };
    upstream.on("data", forward);
  });
  return {
    url: new URL(proxy.url).origin,
    dropResponseTo: (request) => {
      lost = request;
    },
    delayResponseTo: (request) =>
      new Promise((answered) => {
        delayed = { request, answered };
      }),
    cutWithin: (text) => {
      within = text;
    },
    silence: (silent) => {
      isSilent = silent;
    },
    close: proxy.close,
  };
}
