/** The parameters of libpq that a URL has places of their own for. */
const placed = ["user", "password", "host", "port", "dbname"] as const;

/**
 * Turns the address of a database, in any form that libpq takes, into one URL that `pg` and `URL` both read:
 * user, password, host, port and database in their usual places. Only the folder of a Unix socket stays a
 * parameter, `host`. Returns undefined for anything else, which includes an address of several hosts.
 */
export function toDatabaseUrl(address: string): string | undefined {
  const isUri = /^postgres(ql)?:\/\//i.test(address);
  const url = isUri ? parseUri(address) : parseKeywords(address);
  if (!url) return undefined;

  const { user, password, host, port, dbname } = takeParameters(url);
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  if (dbname !== undefined) url.pathname = encodeURI(`/${dbname}`);
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return undefined;
  if (port !== undefined) url.port = port;
  return withHost(url, host ?? decodeURIComponent(url.hostname));
}

/** Where the database is, for people: without user, password and parameters. */
export function describeDatabaseUrl(databaseUrl: string): string {
  const { host, pathname, searchParams } = new URL(databaseUrl);
  return `${searchParams.get("host") ?? host}${pathname}`;
}

/** `URL` needs a host after a user or a port; libpq does not. */
function parseUri(address: string): URL | undefined {
  const complete = address.replace(/^(\w+:\/\/(?:[^/?#]*@)?)(?=[/?#:]|$)/, "$1localhost");
  return URL.canParse(complete) ? new URL(complete) : undefined;
}

/** `host=db dbname='my tickets'`: words and quoted texts, in which a backslash escapes the next character. */
function parseKeywords(address: string): URL | undefined {
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/gy;
  const url = new URL("postgres://localhost");
  let end = 0;
  for (const [all, name = "", quoted, plain = ""] of address.matchAll(pair)) {
    url.searchParams.set(name, (quoted ?? plain).replaceAll(/\\(.)/g, "$1"));
    end += all.length;
  }
  return end > 0 && end === address.length ? url : undefined;
}

function takeParameters({ searchParams }: URL): Partial<Record<(typeof placed)[number], string>> {
  const taken = placed.map((name) => [name, searchParams.get(name) ?? undefined]);
  for (const name of placed) searchParams.delete(name);
  return Object.fromEntries(taken);
}

function withHost(url: URL, host: string): string | undefined {
  if (host.startsWith("/")) {
    url.hostname = "localhost";
    url.searchParams.set("host", host);
    return url.href;
  }
  const expected = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  url.hostname = expected;
  // The setter ignores what is not the name of one host.
  return url.hostname === expected && !host.includes(",") ? url.href : undefined;
}
