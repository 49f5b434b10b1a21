/** The parameters of libpq that a URL has places of their own for. */
const placed = ["user", "password", "host", "port", "dbname"] as const;

const HOSTS_MAX = 10;

/**
 * Turns the address of a database, in any form that libpq takes, into one URL that `URL` reads, and
 * `pg` where it names one host: user, password, host, port and database in their usual places. Only
 * the folder of a Unix socket stays a parameter, `host`, and so do several hosts with their ports:
 * `postgres://ada@localhost/slacky?host=a,b&port=5432,5433`. Returns undefined for anything else.
 */
export function toDatabaseUrl(address: string): string | undefined {
  const isUri = /^postgres(ql)?:\/\//i.test(address);
  const url = isUri ? parseUri(address) : parseKeywords(address);
  if (!url) return undefined;

  const { user, password, host, port, dbname } = takeParameters(url);
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  if (dbname !== undefined) url.pathname = encodeURI(`/${dbname}`);
  const hosts = (host ?? decodeURIComponent(url.hostname)).split(",");
  const ports = (port ?? url.port).split(",");
  if (ports.some((each) => !/^\d{0,5}$/.test(each)) || hosts.length > HOSTS_MAX) return undefined;
  if (hosts.length === 1 && ports.length === 1) return withHost(url, hosts[0] ?? "", ports[0]);

  const portOf = (index: number) => (ports.length === 1 ? ports[0] : ports[index]) || "5432";
  if (ports.length > 1 && ports.length !== hosts.length) return undefined;
  if (hosts.some((each) => each === "" || !withHost(new URL(url), each, undefined)))
    return undefined;
  Object.assign(url, { hostname: "localhost", port: "" });
  url.searchParams.set("host", hosts.join(","));
  url.searchParams.set("port", hosts.map((_, index) => portOf(index)).join(","));
  return url.href;
}

/** The URLs of the hosts that a URL of `toDatabaseUrl` names, each for `pg`. */
export function hostsOf(databaseUrl: string): string[] {
  const url = new URL(databaseUrl);
  const ports = url.searchParams.get("port")?.split(",");
  if (!ports) return [databaseUrl];
  const { host = "" } = takeParameters(url);
  return host.split(",").flatMap((each, index) => withHost(new URL(url), each, ports[index]) ?? []);
}

/** Where the database is, for people: without user, password and parameters. */
export function describeDatabaseUrl(databaseUrl: string): string {
  const hosts = hostsOf(databaseUrl).map((each) => {
    const { host, searchParams } = new URL(each);
    return searchParams.get("host") ?? host;
  });
  return `${hosts.join(",")}${new URL(databaseUrl).pathname}`;
}

/** `URL` needs a host after a user or a port, and knows of one host only; libpq does not. */
function parseUri(address: string): URL | undefined {
  const [, scheme = "", credentials = "", places = "", rest = ""] =
    /^(\w+:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/s.exec(address) ?? [];
  if (!places.includes(",")) {
    const complete = `${scheme}${credentials}${places.replace(/^(?=$|:)/, "localhost")}${rest}`;
    return URL.canParse(complete) ? new URL(complete) : undefined;
  }
  const url = parseUri(`${scheme}${credentials}${rest}`);
  const parts = places.split(",").map((place) => /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(place));
  if (!url || parts.includes(null)) return undefined;
  const { searchParams } = url;
  const hosts = parts.map((part) => decodeURIComponent(part?.[1] ?? ""));
  if (!searchParams.has("host")) searchParams.set("host", hosts.join(","));
  const ports = parts.map((part) => part?.[2] ?? "");
  if (!searchParams.has("port")) searchParams.set("port", ports.join(","));
  return url;
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

/** Without `port`, the URL keeps its own. */
function withHost(url: URL, host: string, port: string | undefined): string | undefined {
  if (port !== undefined) url.port = port;
  if (host.startsWith("/")) {
    url.hostname = "localhost";
    url.searchParams.set("host", host);
    return url.href;
  }
  const expected = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  url.hostname = expected;
  // The setter ignores what is not the name of one host.
  return url.hostname === expected ? url.href : undefined;
}
