import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { freePort } from "../dev/ports.ts";
import { withDedicatedConnection } from "../src/db/dedicated-connection.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { environmentOf } from "../test/support/command.ts";
import { until } from "../test/support/locks.ts";

const PROCESSES = 2;
let api: TestApi;
let parent: ChildProcess;
let url: string;
let metricsUrl: string;
before(async () => {
  api = await startApi();
  const [PORT, METRICS_PORT] = [String(await freePort()), String(await freePort())];
  url = `http://127.0.0.1:${PORT}`;
  metricsUrl = `http://127.0.0.1:${METRICS_PORT}`;
  parent = start({ PORT, METRICS_PORT, SLACKY_PROCESSES: String(PROCESSES) });
  await until(() => isReady());
});
after(async () => {
  parent.kill("SIGKILL");
  await api.close();
});

describe("SLACKY_PROCESSES", () => {
  it("starts that many processes, which share one port and one address of metrics", async () => {
    const before = await countedRequests();
    // A connection each: the kernel gives it to one of the children.
    for (let sent = 0; sent < 6; sent += 1) await fetchAlone("/v1/me");
    const children = childrenOf(parent);

    assert.equal(children.length, PROCESSES);
    assert.equal((await countedRequests()) - before, 6);
    assert.equal((await fetch(`${metricsUrl}/healthz`)).status, 200);
  });

  it("shows the outbox once, because all processes see the same", async () => {
    const text = await (await fetch(`${metricsUrl}/metrics`)).text();
    assert.equal(
      text.match(/^slacky_db_pool_connections\{pool="reads",state="open"\}/gm)?.length,
      1,
    );
    assert.match(text, /^slacky_outbox_rows 0$/m);
  });

  it("serves on while a process does not answer, and refuses the scrape of its metrics", async () => {
    const stopped = firstChildOf(parent);
    process.kill(stopped, "SIGSTOP");
    try {
      assert.equal((await fetch(`${metricsUrl}/metrics`)).status, 503);
    } finally {
      process.kill(stopped, "SIGCONT");
    }

    await until(() => isReady());
    assert.equal((await fetch(`${metricsUrl}/metrics`)).status, 200);
  });

  it("replaces a process that was killed", async () => {
    const killed = firstChildOf(parent);
    process.kill(killed, "SIGKILL");

    await until(() => {
      const children = childrenOf(parent);
      return children.length === PROCESSES && !children.includes(killed);
    });
    await until(() => isReady());
  });

  it("replaces a process that ends while another one is still starting", async () => {
    const PORT = String(await freePort());
    const starting = start({ PORT, SLACKY_PROCESSES: "2" });
    try {
      await until(() => childrenOf(starting).filter(hasBegun).length === 2);
      const [first, slow] = childrenOf(starting);
      assert.ok(first && slow);
      process.kill(slow, "SIGSTOP");
      try {
        await until(() => isReady(`http://127.0.0.1:${PORT}`));
        process.kill(first, "SIGKILL");
        await until(() => !isAlive(first));
      } finally {
        process.kill(slow, "SIGCONT");
      }

      await until(() => childrenOf(starting).length === 2);
    } finally {
      starting.kill("SIGKILL");
    }
  });

  it("starts none that the schema has become too new for", async () => {
    const asOwner = (script: string) =>
      withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute(script));
    const before = childrenOf(parent);
    const isNew = (pid: number) => !before.includes(pid);
    await asOwner(
      "insert into schema_migrations (name, sha256, needs) values ('9999_later.sql', '', '99.0')",
    );
    try {
      process.kill(firstChildOf(parent), "SIGKILL");
      const started = new Set<number>();
      await until(() => {
        for (const pid of childrenOf(parent).filter(isNew)) started.add(pid);
        return [...started].some((pid) => !isAlive(pid));
      });
    } finally {
      await asOwner("delete from schema_migrations where name = '9999_later.sql'");
    }
    await until(async () => childrenOf(parent).length === PROCESSES && (await isReady()));
  });

  it("ends with the last process when it is asked to stop, and with success", async () => {
    const children = childrenOf(parent);
    parent.kill("SIGTERM");
    const [code] = await once(parent, "exit");

    assert.equal(code, 0);
    assert.ok(children.every((pid) => !isAlive(pid)));
    await assert.rejects(fetch(url));
  });

  it("leaves no process running when the parent is killed", async () => {
    const killed = start({ PORT: String(await freePort()), SLACKY_PROCESSES: "2" });
    let children: number[] = [];
    await until(() => {
      children = childrenOf(killed);
      return children.length === 2;
    });
    killed.kill("SIGKILL");

    await until(() => children.every((pid) => !isAlive(pid)));
  });

  it("fails as a whole if a process cannot listen", async () => {
    const rival = createServer().listen(0, "127.0.0.1");
    await once(rival, "listening");
    const { port } = rival.address() as { port: number };

    const refused = start({ PORT: String(port), SLACKY_PROCESSES: "2" });

    assert.deepEqual((await once(refused, "exit"))[0], 1);
    rival.close();
  });
});

function start(env: NodeJS.ProcessEnv): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, [path.join(import.meta.dirname, "slacky.ts"), "api"], {
    env: { PATH, NODE_COMPILE_CACHE, ...environmentOf(api), LOG_LEVEL: "silent", ...env },
    stdio: "ignore",
  });
}

function childrenOf({ pid }: ChildProcess): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.trim().split(" ").filter(Boolean).map(Number);
}

/** Never 0, which as the ID of a process would be all processes of this group. */
function firstChildOf(process: ChildProcess): number {
  const [pid] = childrenOf(process);
  assert.ok(pid);
  return pid;
}

/** Until then, the parent waits for the child, so it must not be stopped. */
function hasBegun(pid: number): boolean {
  return readFileSync(`/proc/${pid}/environ`, "utf8").includes("NODE_UNIQUE_ID=");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isReady(at = url): Promise<boolean> {
  try {
    return (await fetchAlone("/readyz", at)).status === 200;
  } catch {
    return false;
  }
}

function fetchAlone(target: string, at = url): Promise<Response> {
  return fetch(at + target, { headers: { connection: "close" } });
}

async function countedRequests(): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const counts = text.matchAll(
    /^slacky_http_request_duration_seconds_count\{.*\/v1\/me.*\} (\d+)$/gm,
  );
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
