import type { z } from "zod";
import type { Principal } from "../auth/workspace-context.ts";
import type { Config } from "../config.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { version } from "../version.ts";
import type { InstanceInfo } from "./schemas.ts";

/**
 * What a sign-in page must know about this server. The version is for people who are signed in, so that
 * nobody can search the internet for servers with a known fault.
 */
export function readInstance(
  config: Config,
  principal: Principal | undefined,
): z.output<typeof InstanceInfo> {
  return {
    registration: config.registration,
    sign_in: ["password"],
    password_length_min: config.passwordLengthMin,
    sends_mail: mailEnabled(config),
    version: principal ? version : null,
  };
}
