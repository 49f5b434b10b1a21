import { Problem } from "../problems.ts";
import type { Step } from "./locals.ts";

/** Refuses who would not understand the answer. */
export const accept: Step = (req, _res, next) => {
  if (req.accepts(["application/json", "application/problem+json"])) return next();
  throw new Problem("not_acceptable", "This server answers in application/json only.");
};
