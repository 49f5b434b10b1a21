import { isProblem, NoResponse, SlackyProblem } from "../../client/index.ts";
import { problemsWords } from "../words/en/problems.ts";

/** What a person reads about a failed call: the API's own sentence, or a plain one. */
export function problemText(error: unknown): string {
  if (error instanceof SlackyProblem) return error.detail;
  if (error instanceof NoResponse) return problemsWords.noResponse;
  if (error instanceof DOMException && error.name === "AbortError") return problemsWords.cancelled;
  return problemsWords.unexpected;
}

/** Whether the same call can succeed later: not if the server does not accept what it asks for. */
export function mayTryAgain(error: unknown): boolean {
  return !isProblem(error, "invalid_request");
}
