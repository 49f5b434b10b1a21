/** Writes one request in HTTP/1.1. Everything in it must be ASCII. */
export function request(
  method: string,
  path: string,
  { token, body, headers = "" }: { token?: string; body?: unknown; headers?: string } = {},
): string {
  const authorization = token === undefined ? "" : `Authorization: Bearer ${token}\r\n`;
  const start = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization}${headers}`;
  if (body === undefined) return `${start}\r\n`;
  const text = JSON.stringify(body);
  return `${start}Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}
