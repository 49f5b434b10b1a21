import type { Config } from "../config.ts";
import { messageOf } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { limits } from "../limits.ts";
import { countMails } from "../mail/send/queries.ts";
import { verifyTransport } from "../mail/send/transport.ts";
import { type CheckResult, good, warning } from "./finding.ts";

/** Whether the mail server lets Slacky in. */
export async function checkMailServer(config: Config): Promise<CheckResult> {
  if (config.smtpUrl === undefined) return good("None is configured, so no mail is sent.");
  try {
    await verifyTransport(config);
    return good("It responds and accepts the sign-in.");
  } catch (error) {
    return warning(
      `It accepts no mail: ${messageOf(error)}. Check SMTP_URL. Mails wait meanwhile.`,
    );
  }
}

/** Mails that wait for too long, and those that were given up. */
export async function checkMails(db: Queryable): Promise<CheckResult> {
  const { waiting, oldest_seconds, dead, last_error } = await countMails(db, {
    limit: limits.mails_counted,
  });
  const warnings: string[] = [];
  if (oldest_seconds > limits.mail_lag_seconds) {
    const since = `the oldest for ${Math.round(oldest_seconds / 60)} min`;
    const why = last_error === null ? "" : ` (${last_error})`;
    warnings.push(
      `${waiting} mails are waiting, ${since}${why}. Run \`slacky start\` or \`slacky worker\` with SMTP_URL. If one is running, see its log.`,
    );
  }
  if (dead > 0) {
    warnings.push(
      `${dead} mails were given up. \`slacky mail list --dead\` says why, and \`slacky mail retry\` lets them be tried again.`,
    );
  }
  return warnings.length > 0 ? warning(warnings.join(" ")) : good(`Mails waiting: ${waiting}.`);
}
