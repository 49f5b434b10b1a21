import pino from "pino";
import { createClient, type SlackyClient } from "../../../client/index.ts";
import { fillDemo } from "../../../dev/demo/fill.ts";
import { emailOf, guide, password } from "../../../dev/demo/team.ts";
import { startWorker } from "../../../src/jobs/worker.ts";
import { noRateLimits } from "../../../test/support/api.ts";
import { startWeb, type WebTest } from "../support/start.ts";

/** The app with the data of `npm start -- --demo`, and a colleague who works beside the browser. */
export interface Demo {
  web: WebTest;
  stop(): Promise<void>;
  user: { email: string; password: string };
  /** The workspace's part of addresses. */
  slug: string;
  workspace_id: string;
  colleague: SlackyClient;
}

export async function startDemo(): Promise<Demo> {
  const web = await startWeb({ rateLimits: noRateLimits }, { runsJobs: false });
  const { config } = web.api.instance;
  // The jobs start after it, as in `npm start`: they would deliver what happens in it as news.
  await fillDemo({ ...config, ...web.api.database }, pino({ level: "silent" }));
  const worker = await startWorker(config, pino({ level: "silent" }));
  const stop = () => worker.close().finally(() => web.stop());
  const colleague = createClient({
    url: web.api.url,
    signIn: { email: emailOf("ravi"), password },
  });
  const [membership] = (await colleague.getMe()).memberships;
  if (!membership) throw new Error("The demo has no workspace.");
  return {
    ...{ web, stop, colleague, user: { email: emailOf(guide), password } },
    slug: membership.slug,
    workspace_id: membership.workspace_id,
  };
}
