import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";
import { until } from "../../test/support/locks.ts";
import { sql } from "../db/sql.ts";
import type { Job } from "./job.ts";
import { jobs, startJobs, startWorker } from "./worker.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const often = 0.01;

describe("the worker", () => {
  it("has a unique name for every job", () => {
    assert.equal(new Set(jobs.map(({ name }) => name)).size, jobs.length);
  });

  it("runs a job at once and repeatedly, but never two runs of it at a time", async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const job: Job = {
      name: "slow",
      everySeconds: often,
      async run() {
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        running -= 1;
        runs += 1;
      },
    };

    const worker = startJobs(api.instance, [job]);
    await until(() => runs >= 3);
    await worker.close();

    assert.equal(most, 1);
  });

  it("continues after a failure, and does not let a job delay another", async () => {
    let failures = 0;
    let runs = 0;
    const failing: Job = {
      name: "failing",
      everySeconds: often,
      async run() {
        failures += 1;
        throw new Error("Not today.");
      },
    };
    const stuck: Job = {
      name: "stuck",
      everySeconds: often,
      run: (_, stopping) => sleep(60_000, undefined, { signal: stopping }),
    };
    const sound: Job = {
      name: "sound",
      everySeconds: often,
      async run() {
        runs += 1;
      },
    };

    const worker = startJobs(api.instance, [failing, stuck, sound]);
    await until(() => failures >= 3 && runs >= 3);
    await worker.close();
  });

  it("names a job as late that neither ends its run nor takes a connection for five minutes", async () => {
    let clock = 0;
    let getOn = () => {};
    const working: Job = {
      name: "working",
      everySeconds: 10,
      async run({ db }, stopping) {
        while (!stopping.aborted) {
          await new Promise<void>((resolve) => {
            getOn = resolve;
            stopping.addEventListener("abort", () => resolve());
          });
          await db.query(sql`select 1`);
        }
      },
    };
    const resting: Job = { name: "resting", everySeconds: 1_000, run: async () => {} };

    const worker = startJobs(api.instance, [working, resting], () => clock);
    clock = 310_000;
    assert.deepEqual(worker.listLate(), []);
    clock = 310_001;
    assert.deepEqual(worker.listLate(), ["working"]);

    getOn();
    await until(() => worker.listLate().length === 0);
    clock = 2_000_000;
    assert.deepEqual(worker.listLate(), ["working", "resting"]);
    await worker.close();
  });

  it("waits on close for running jobs, and starts no more runs", async () => {
    let begun = 0;
    let finished = 0;
    const job: Job = {
      name: "slow",
      everySeconds: often,
      async run() {
        begun += 1;
        await sleep(50);
        finished += 1;
      },
    };

    const worker = startJobs(api.instance, [job]);
    await worker.close();

    assert.deepEqual([begun, finished], [1, 1]);
    await sleep(40);
    assert.equal(begun, 1);
  });

  it("runs the jobs on its own connections, and its close leaves those of the server open", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    await api.delete(world.admin, `${world.workspacePath}/members/${world.member.id}`);

    const worker = await startWorker(api.instance.config, api.instance.log);
    await until(async () => {
      const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets/${ticket.id}`);
      return body.assignee_id === null;
    });
    await worker.close();

    assert.equal((await api.get(world.viewer, world.workspacePath)).status, 200);
  });
});
