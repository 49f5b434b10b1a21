import { Counter, Gauge, type Registry } from "prom-client";

export interface MailMetrics {
  /** A mail that this process has sent, given up, or put back. */
  countMail(outcome: string): void;
  showMails(counts: { waiting: number; oldest_seconds: number; dead: number }): void;
}

export function createMailMetrics(registers: Registry[]): MailMetrics {
  const attempts = new Counter({
    name: "slacky_mail_attempts_total",
    help: "Attempts of this process to send a mail, by what became of them.",
    labelNames: ["outcome"],
    registers,
  });
  const waiting = new Gauge({
    name: "slacky_mails_waiting",
    help: "Mails that wait to be sent, or to be tried again.",
    registers,
  });
  const oldest = new Gauge({
    name: "slacky_mails_oldest_waiting_seconds",
    help: "How long ago the oldest waiting mail was composed.",
    registers,
  });
  const dead = new Gauge({
    name: "slacky_mails_dead",
    help: "Mails of the last 30 days that were given up.",
    registers,
  });
  return {
    countMail: (outcome) => attempts.inc({ outcome }),
    showMails(counts) {
      waiting.set(counts.waiting);
      oldest.set(counts.oldest_seconds);
      dead.set(counts.dead);
    },
  };
}
