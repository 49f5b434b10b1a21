import { fencedBlocks, readDocument } from "../readme/document.ts";

/** Where a proxy that is started for a test has its files, listens and sends requests. */
export interface Setup {
  folder: string;
  port: number;
  /** Host and port. */
  upstream: string;
}

/** A proxy, and how to start it in the foreground with the configuration of docs/proxies.md. */
export interface ProxyKind {
  name: string;
  binary: string;
  files(setup: Setup): Record<string, string>;
  args(setup: Setup): string[];
}

const nginx: ProxyKind = {
  name: "nginx",
  binary: "/usr/sbin/nginx",
  args: ({ folder }) => ["-p", folder, "-c", "nginx.conf", "-e", "stderr"],
  files: (setup) => ({
    "nginx.conf": `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path temporary/${name};`).join("\n  ")}
  ${documented("nginx", setup).replace("listen 443", `listen 127.0.0.1:${setup.port}`)}
}
`,
  }),
};

const caddy: ProxyKind = {
  name: "Caddy",
  binary: "/usr/bin/caddy",
  args: () => ["run", "--adapter", "caddyfile", "--config", "Caddyfile"],
  files: (setup) => ({
    Caddyfile: `{
	admin off
	auto_https disable_redirects
	storage file_system temporary
}
${documented("caddy", setup).replace(
  /^slacky\.example\.com \{\n/,
  (site) =>
    `${site.replace(" {\n", `:${setup.port} {\n`)}\tbind 127.0.0.1\n\ttls slacky.crt slacky.key\n`,
)}`,
  }),
};

const apache: ProxyKind = {
  name: "Apache",
  binary: "/usr/sbin/apache2",
  args: ({ folder }) => ["-D", "FOREGROUND", "-d", folder, "-f", "httpd.conf"],
  files: (setup) => ({
    "httpd.conf": `
${[
  ...["mpm_event", "authz_core", "ssl", "socache_shmcb", "http2", "proxy", "proxy_http"],
  ...["headers", "filter", "deflate", "unique_id"],
]
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join("\n")}
ServerRoot ${setup.folder}
DefaultRuntimeDir ${setup.folder}/temporary
PidFile ${setup.folder}/httpd.pid
ErrorLog ${setup.folder}/error.log
ServerName localhost
Listen 127.0.0.1:${setup.port}
${documented("apache", setup).replace("*:443", `127.0.0.1:${setup.port}`)}
`,
  }),
};

const haproxy: ProxyKind = {
  name: "HAProxy",
  binary: "/usr/sbin/haproxy",
  args: () => ["-db", "-f", "haproxy.cfg"],
  files: (setup) => ({
    "haproxy.cfg": documented("haproxy", setup).replace(
      "bind :443",
      `bind 127.0.0.1:${setup.port}`,
    ),
  }),
};

export const proxyKinds: readonly ProxyKind[] = [nginx, caddy, apache, haproxy];

/** The first configuration of docs/proxies.md in this language, with the paths and ports of a test. */
function documented(language: string, { folder, upstream }: Setup): string {
  const [block = ""] = fencedBlocks(readDocument("docs/proxies.md"), language);
  return block.replaceAll("/etc/ssl", folder).replaceAll("127.0.0.1:3000", upstream);
}
