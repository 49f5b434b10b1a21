import { startTcpProxy } from "./tcp-proxy.ts";

export interface HttpProxy {
  /** The same server, by way of the proxy. */
  url: string;
  /** Cuts the connection of the next request that begins so, once the server has answered it. */
  dropResponseTo(request: string): void;
  /** Keeps back the answer to the next request that begins so. Gives, once it is there, what lets it through. */
  delayResponseTo(request: string): Promise<() => void>;
  /** Cuts the connection on which the server says `text` next, in the middle of it. */
  cutWithin(text: string): void;
  /** Whether to keep back whatever the server says. */
  silence(isSilent: boolean): void;
  close(): Promise<void>;
}

/** Stands between a client and the service, and can fail just where it hurts. */
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
