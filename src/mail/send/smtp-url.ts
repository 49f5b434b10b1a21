/** A mail server, and how to reach it. */
export interface SmtpServer {
  host: string;
  port: number;
  /** `immediate` from the first byte, `starttls` required before anything else, `optional` if offered. */
  tls: "immediate" | "starttls" | "optional" | "off";
  auth: { user: string; pass: string } | undefined;
}

/**
 * Reads `smtp://user:password@host:587`, which requires STARTTLS, or `smtps://host`, which is TLS from the
 * start. On this machine STARTTLS is used if it is offered; `?tls=off` turns it off.
 */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const isSecure = protocol === "smtps:";
  if ((!isSecure && protocol !== "smtp:") || hostname === "" || hash !== "") return undefined;
  if (!["", "/"].includes(pathname) || (search !== "" && (isSecure || search !== "?tls=off"))) {
    return undefined;
  }
  const [user, pass] = [decode(username), decode(password)];
  if (user === undefined || pass === undefined) return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    host,
    port: Number(port || (isSecure ? 465 : 587)),
    tls: isSecure ? "immediate" : search ? "off" : isLoopback(host) ? "optional" : "starttls",
    auth: user === "" ? undefined : { user, pass },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
