// All that the package offers.

export {
  type AnswerOf,
  type CallOptions,
  type ClientOptions,
  createClient,
  type InputOf,
  type OperationName,
  type SlackyClient,
} from "./client.ts";
export { type FeedEvent, FeedGap, type FollowOptions } from "./events.ts";
export type * from "./operations.ts";
export { isProblem, NoAnswer, type ProblemMembers, SlackyProblem } from "./problem.ts";
export { memoryStore, type TokenStore, type Tokens } from "./session.ts";
