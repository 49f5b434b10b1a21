import { answerResetRequests as answer } from "../account/request-reset.ts";
import type { Job } from "./job.ts";

/** Mails links to those who asked to reset a password, if they have an account. */
export const answerResetRequests: Job = {
  name: "answer-reset-requests",
  everySeconds: 2,
  run: ({ db, config }, stopping) => answer(db, config, stopping),
};
