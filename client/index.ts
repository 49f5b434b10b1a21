// The exports of the package.

export {
  type CallOptions,
  type ClientOptions,
  createClient,
  type InputOf,
  type OperationName,
  type ResponseOf,
  type SlackyClient,
} from "./client.ts";
export type * from "./operations.ts";
export {
  isProblem,
  NoResponse,
  type ProblemMembers,
  SlackyProblem,
} from "./problem.ts";
export { memoryStore, type TokenStore, type Tokens } from "./session.ts";
export { type FeedEvent, FeedGap, type FollowEventsOptions } from "./streams/events.ts";
export type { UnreadCounts } from "./streams/inbox.ts";
export type { FollowOptions } from "./streams/stream.ts";
