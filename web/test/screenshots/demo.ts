import pino from "pino";
import { createClient, type SlackyClient } from "../../../client/index.ts";
import { fillDemo } from "../../../dev/demo/fill.ts";
import { emailOf, guide, password } from "../../../dev/demo/team.ts";
import { startWorker } from "../../../src/jobs/worker.ts";
import { givenAccount } from "../../../test/support/accounts.ts";
import { noRateLimits } from "../../../test/support/api.ts";
import { withMail } from "../../../test/support/mail/queued.ts";
import { startWeb, type WebTest } from "../support/start.ts";

/** Nobody is signed in; a viewer; a member of an empty workspace; somebody without a workspace. */
export type Viewer = "nobody" | "viewer" | "newcomer" | "alone";

/** The app with the data of `npm start -- --demo`, and a colleague who works beside the browser. */
export interface Demo {
  web: WebTest;
  stop(): Promise<void>;
  user: User;
  /** The workspace's part of addresses. */
  slug: string;
  workspace_id: string;
  colleague: SlackyClient;
  others: Record<Viewer, User | undefined>;
  /** The workspace's part of addresses, for the newcomer. */
  emptySlug: string;
}

interface User {
  email: string;
  password: string;
}

export async function startDemo(): Promise<Demo> {
  const web = await startWeb({ rateLimits: noRateLimits, ...withMail }, { runsJobs: false });
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
  const newcomer = await givenAccount(web.api, { name: "Noor Haddad" });
  const empty = await web.api.post(newcomer, "/v1/workspaces", { name: "Empty" });
  const alone = await givenAccount(web.api, { name: "Alan Turing" });
  const viewer = { email: emailOf("agnes"), password };
  return {
    ...{ web, stop, colleague, user: { email: emailOf(guide), password } },
    others: { nobody: undefined, viewer, newcomer, alone },
    emptySlug: empty.body.slug,
    slug: membership.slug,
    workspace_id: membership.workspace_id,
  };
}
