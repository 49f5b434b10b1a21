import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../../dev/ports.ts";
import { readPidFile } from "../../../../dev/postgres/process.ts";
import { serverUser } from "../../../../dev/postgres/server-user.ts";
import { until } from "../../../support/locks.ts";
import { killWithChildren } from "../../../support/postgres/own-postgres.ts";
import { type Link, startLink } from "../../../support/proxies/link.ts";

/** Where Debian installs what this needs. */
export const needed = {
  patroni: "/usr/bin/patroni",
  etcd: "/usr/bin/etcd",
  postgres: "/usr/lib/postgresql/15/bin/postgres",
};

/** A machine with Patroni and its PostgreSQL. Everything else reaches it, and it others, by links. */
export interface Node {
  name: string;
  /** The port of its PostgreSQL, through the link. */
  port: number;
  /** Ends PostgreSQL and leaves Patroni. */
  killPostgres(): void;
  /** Cuts the machine off from everything. */
  cutOff(): void;
}

export interface Cluster {
  nodes: readonly Node[];
  close(): Promise<void>;
}

interface StartedNode extends Node {
  links: Link[];
  cluster: string;
  apiPort: number;
}

/** One etcd and two nodes. The second is the synchronous standby of the first. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "slacky-patroni-"));
  chmodSync(folder, 0o755);
  const processes: ChildProcess[] = [];
  const run = (name: string, command: string, args: string[]) => {
    const home = join(folder, name);
    const log = openSync(join(folder, `${name}.log`), "a");
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home, LC_ALL: "C.UTF-8" };
    const stdio = ["ignore", log, log] as ["ignore", number, number];
    processes.push(spawn(command, args, { cwd: home, env, stdio, ...serverUser }));
  };
  const makeHome = (name: string) => {
    const home = join(folder, name);
    mkdirSync(home, { mode: 0o700 });
    if (serverUser) chownSync(home, serverUser.uid, serverUser.gid);
    return home;
  };

  const etcd = await startEtcd(makeHome("etcd"), run);
  const nodes: StartedNode[] = [];
  for (const name of ["a", "b"]) {
    nodes.push(await startNode({ name, home: makeHome(name), etcd, run }));
    await until(() => isState(nodes[0], "primary"), 60_000);
  }
  await until(() => isState(nodes[1], "sync"), 60_000);
  return {
    nodes,
    async close() {
      for (const child of processes.toReversed()) {
        child.kill("SIGTERM");
        const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        clearTimeout(killer);
      }
      for (const { links, cluster } of nodes) {
        const { pid } = readPidFile(cluster) ?? {};
        if (pid) killWithChildren(pid);
        for (const link of links) await link.close();
      }
      rmSync(folder, { recursive: true });
    },
  };
}

type Run = (name: string, command: string, args: string[]) => void;

async function startEtcd(home: string, run: Run): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  run("etcd", needed.etcd, [
    ...["--data-dir", home, "--unsafe-no-fsync"],
    ...["--listen-client-urls", url, "--advertise-client-urls", url],
    ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
    ...["--initial-cluster", `default=${peer}`],
  ]);
  await until(async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok === true);
  return url;
}

async function startNode({
  name,
  home,
  etcd,
  run,
}: {
  name: string;
  home: string;
  etcd: string;
  run: Run;
}): Promise<StartedNode> {
  const [postgres, api] = [await freePort(), await freePort()];
  const links = {
    etcd: await startLink(etcd),
    postgres: await startLink(`http://127.0.0.1:${postgres}`),
    api: await startLink(`http://127.0.0.1:${api}`),
  };
  const cluster = join(home, "data");
  const file = join(home, "patroni.json");
  const ports = { postgres, api, postgresLink: links.postgres.port, apiLink: links.api.port };
  const config = toConfig({ name, home, cluster, etcd: links.etcd.port, ports });
  writeFileSync(file, JSON.stringify(config), { mode: 0o644 });
  run(name, needed.patroni, [file]);
  return {
    name,
    port: links.postgres.port,
    links: Object.values(links),
    cluster,
    apiPort: api,
    killPostgres: () => killWithChildren(readPidFile(cluster)?.pid ?? 0),
    cutOff() {
      for (const link of Object.values(links)) link.die();
    },
  };
}

function toConfig({
  name,
  home,
  cluster,
  etcd,
  ports,
}: {
  name: string;
  home: string;
  cluster: string;
  etcd: number;
  ports: { postgres: number; api: number; postgresLink: number; apiLink: number };
}) {
  return {
    scope: "slacky",
    name,
    restapi: {
      listen: `127.0.0.1:${ports.api}`,
      connect_address: `127.0.0.1:${ports.apiLink}`,
    },
    // Otherwise Patroni asks etcd for its address, and goes there past the link.
    etcd3: { hosts: [`127.0.0.1:${etcd}`], use_proxies: true },
    bootstrap: {
      dcs: {
        // The smallest ttl that Patroni accepts.
        ttl: 20,
        loop_wait: 2,
        retry_timeout: 3,
        primary_start_timeout: 0,
        master_start_timeout: 0,
        synchronous_mode: true,
        postgresql: { use_pg_rewind: true, parameters: { fsync: "off", max_connections: 100 } },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C.UTF-8" }, "data-checksums"],
    },
    postgresql: {
      listen: `127.0.0.1:${ports.postgres}`,
      connect_address: `127.0.0.1:${ports.postgresLink}`,
      data_dir: cluster,
      bin_dir: "/usr/lib/postgresql/15/bin",
      pgpass: join(home, "pgpass"),
      authentication: {
        superuser: { username: "postgres", password: "patroni" },
        replication: { username: "replicator", password: "patroni" },
        rewind: { username: "rewinder", password: "patroni" },
      },
      parameters: { unix_socket_directories: home },
      pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
    },
  };
}

async function isState(
  node: { apiPort: number } | undefined,
  state: "primary" | "sync",
): Promise<boolean> {
  const url = `http://127.0.0.1:${node?.apiPort}/${state}`;
  return (await fetch(url).catch(() => undefined))?.status === 200;
}
