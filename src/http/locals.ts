import type { NextFunction, Request, Response } from "express";
import type { Origin, PrincipalWithExpiry } from "../auth/workspace-context.ts";
import type { ExpectedVersion } from "../versions.ts";

/** What the middlewares of one request leave for each other, in the order in which they run. */
export interface Locals {
  request_id: string;
  origin: Origin;
  /** An API token that could be one: of our making, or at least of our shape. */
  api_token?: string;
  /** The user whose budget the request spends; the address's own where there is none. */
  budget_key?: string | undefined;
  /** Set once a valid token was seen; whether its session is alive is for the database to say. */
  principal?: PrincipalWithExpiry;
  /** Whether the request showed a token at all. */
  has_token?: boolean;
  raw_body?: unknown;
  params: unknown;
  query: unknown;
  body: unknown;
  expected?: ExpectedVersion;
  idempotency_key?: string;
}

export type ApiResponse = Response<unknown, Locals & Record<string, unknown>>;
export type Middleware = (
  req: Request,
  res: ApiResponse,
  next: NextFunction,
) => void | Promise<void>;
