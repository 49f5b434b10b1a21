import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { freePort } from "../../../dev/ports.ts";
import { serverUser } from "../../../dev/postgres/server-user.ts";
import { end } from "../server.ts";

/** A load balancer in front of several processes of the API. */
export interface Balancer {
  url: string;
  stop(): Promise<void>;
}

export interface BalancerKind {
  binary: string;
  file: string;
  args: string[];
  text(at: { port: number; servers: readonly number[] }): string;
}

/** HAProxy as compose.yaml has it, and nginx with what matters here of docs/proxies.md. */
export const balancerKinds: Record<"HAProxy" | "nginx", BalancerKind> = {
  HAProxy: {
    binary: "/usr/sbin/haproxy",
    file: "haproxy.cfg",
    args: ["-db", "-f", "haproxy.cfg"],
    text: ({ port, servers }) =>
      haproxyOfCompose()
        .replace("bind :3000", `bind 127.0.0.1:${port}`)
        .replace(/resolvers docker\n(?: {2}.*\n)+/, "")
        .replace(" resolvers docker init-addr none", "")
        .replace(
          "server-template api 8 api:3000",
          servers.map((server) => `server api${server} 127.0.0.1:${server}`).join("\n  "),
        ),
  },
  nginx: {
    binary: "/usr/sbin/nginx",
    file: "nginx.conf",
    args: ["-p", ".", "-c", "nginx.conf", "-e", "stderr"],
    text: ({ port, servers }) => `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name}_temp;`).join("\n  ")}
  upstream slacky {
    ${servers.map((server) => `server 127.0.0.1:${server} max_fails=0;`).join("\n    ")}
    keepalive 32;
    keepalive_timeout 60s;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://slacky;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
    }
  }
}
`,
  },
};

/** One that passes connections on, retries nothing, and asks every two seconds who is ready. */
export const lateBalancer: BalancerKind = {
  ...balancerKinds.HAProxy,
  text: ({ port, servers }) => `
defaults
  mode tcp
  retries 0
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:${port}
  default_backend api
backend api
  balance roundrobin
  option httpchk GET /readyz
  http-check send hdr Host balancer
  default-server check inter 2s fall 1 rise 1
  ${servers.map((server) => `server api${server} 127.0.0.1:${server}`).join("\n  ")}
`,
};

export async function startBalancer(
  { binary, file, args, text }: BalancerKind,
  servers: readonly number[],
): Promise<Balancer> {
  if (!existsSync(binary)) throw new Error(`${binary} is not installed.`);
  const folder = mkdtempSync(join(tmpdir(), "slacky-balancer-"));
  chmodSync(folder, 0o777);
  const port = await freePort();
  writeFileSync(join(folder, file), text({ port, servers }), { mode: 0o644 });
  const child = spawn(binary, args, { ...serverUser, cwd: folder, stdio: "ignore" });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function haproxyOfCompose(): string {
  const file = readFileSync(join(import.meta.dirname, "../../../compose.yaml"), "utf8");
  return parse(file).configs.haproxy.content;
}
