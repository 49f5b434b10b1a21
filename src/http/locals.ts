import type { NextFunction, Request, Response } from "express";
import type { Origin, Principal } from "../auth/workspace-context.ts";
import type { Routing } from "../db/replicas/routing.ts";
import type { ExpectedVersion } from "../versions.ts";

/**
 * The values that the middlewares of a request set for later ones, in the order in which they run.
 */
export interface Locals {
  request_id: string;
  origin: Origin;
  /** The API token that was sent, if it has the right format. It may be unknown. */
  api_token?: string;
  /**
   * The user whose rate limit the request counts against. Without one, it counts against the IP
   * address.
   */
  budget_key?: string | undefined;
  /** Each takes back one hit on a budget that this request has counted against. */
  hits_to_give_back?: (() => void)[];
  /** Set once a valid token was found. Whether its session is live is read from the database. */
  principal?: Principal;
  /** Whether the request has an `Authorization` header. */
  has_token?: boolean;
  /** Where it reads; undefined if there are no replicas. */
  routing?: Routing;
  raw_body?: unknown;
  params: unknown;
  query: unknown;
  body: unknown;
  /**
   * Set if the request asks for the session cookie, with the refresh token in it if the operation reads
   * it.
   */
  session_cookie?: { token: string | undefined };
  expected?: ExpectedVersion;
  idempotency_key?: string;
}

export type ApiResponse = Response<unknown, Locals & Record<string, unknown>>;
export type Middleware = (
  req: Request,
  res: ApiResponse,
  next: NextFunction,
) => void | Promise<void>;
