import { isIP } from "node:net";

/**
 * Reads an address as proxies write it in X-Forwarded-For: with a port (Azure, IIS), in brackets,
 * in quotation marks, or IPv4 within IPv6. A link-local address loses its zone, which PostgreSQL
 * does not read. Undefined where it is none: a proxy may forward any text.
 */
export function parseForwardedAddress(written: string): string | undefined {
  const text = written.trim().replace(/^"(.*)"$/, "$1");
  const [, bracketed, withPort] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = (bracketed ?? withPort ?? text)
    .replace(/^::ffff:(?=[\d.]+$)/i, "")
    .replace(/%[\w.:-]+$/, "");
  return isIP(address) === 0 ? undefined : address;
}
