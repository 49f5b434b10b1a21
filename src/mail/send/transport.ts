import { createTransport } from "nodemailer";
import type { Config } from "../../config.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import type { ClaimedMail } from "./queries.ts";
import { domainOf } from "./sender.ts";
import { parseSmtpUrl, type SmtpServer } from "./smtp-url.ts";

export interface MailTransport {
  /** Sends one mail and says what became of it. Never throws. */
  send(mail: ClaimedMail, stopping: AbortSignal): Promise<Outcome>;
  close(): void;
}

/** Timeouts, in milliseconds. All of an attempt takes less than a claim's lease. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const ATTEMPT_MS_MAX = 120_000;
const dnsTimeout = 10_000;

type MailConfig = Pick<Config, "smtpUrl" | "mailFrom" | "dkim">;

/** How many mails a process sends at the same time, each on a connection of its own. */
export const lanes = 4;

/** Connections to the mail server, opened when they are needed. Undefined without a mail server. */
export function openTransport(config: MailConfig): MailTransport | undefined {
  const server = config.smtpUrl === undefined ? undefined : parseSmtpUrl(config.smtpUrl);
  const { mailFrom } = config;
  if (!server || !mailFrom) return undefined;
  const domain = domainOf(mailFrom);
  const transporter = createTransport({
    ...optionsOf(server),
    ...(config.dkim && { dkim: { ...dkimOf(config.dkim), domainName: domain } }),
    pool: true,
    maxConnections: lanes,
    // The queue decides what is tried again.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail, stopping) {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(ATTEMPT_MS_MAX)]);
      try {
        await transporter.sendMail({ ...toMessage(mail, mailFrom, domain), signal });
        return { state: "sent" };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transporter.close(),
  };
}

/** Asks the mail server for a greeting, TLS and a sign-in. Throws what is wrong. */
export async function verifyTransport({ smtpUrl = "" }: MailConfig): Promise<void> {
  const server = parseSmtpUrl(smtpUrl);
  if (server) await createTransport(optionsOf(server)).verify();
}

function optionsOf({ host, port, tls, auth }: SmtpServer) {
  return {
    host,
    port,
    secure: tls === "immediate",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "off",
    // On this machine, a certificate protects nothing that the machine does not already protect.
    ...(tls === "optional" && { tls: { rejectUnauthorized: false } }),
    ...(auth && { auth }),
    ...timeouts,
    dnsTimeout,
  };
}

function dkimOf({ key, selector }: NonNullable<Config["dkim"]>) {
  return { privateKey: key, keySelector: selector, headerFieldNames: signedHeaders };
}

/** RFC 8058 requires that the headers of one-click unsubscription are signed. */
const signedHeaders =
  "From:To:Subject:Date:Message-ID:In-Reply-To:References:MIME-Version:Content-Type:" +
  "Content-Transfer-Encoding:List-Id:List-Unsubscribe:List-Unsubscribe-Post";

function toMessage(
  { id, recipient, subject, body_text, body_html, headers, reference }: ClaimedMail,
  from: NonNullable<Config["mailFrom"]>,
  domain: string,
) {
  const thread = `<${reference}@${domain}>`;
  return {
    messageId: `<${id}@${domain}>`,
    from,
    to: { name: "", address: recipient },
    envelope: { from: from.address, to: [recipient] },
    subject,
    text: body_text ?? "",
    html: body_html ?? "",
    ...(reference !== null && { inReplyTo: thread, references: thread }),
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...headers,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
