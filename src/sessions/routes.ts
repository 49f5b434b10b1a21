import { endpoint } from "../contract/endpoint.ts";
import { endOwnSession, signOut } from "./end.ts";
import { listOwnSessions } from "./list.ts";
import { refreshSession } from "./refresh.ts";
import {
  ListSessionsQuery,
  RefreshSessionBody,
  SessionPage,
  SessionParams,
  SignInBody,
} from "./schemas.ts";
import { signIn } from "./sign-in.ts";
import { SignedIn } from "./signed-in.ts";

export const sessionEndpoints = [
  // The command records its refusals, as failed sign-ins.
  endpoint("POST", "/v1/auth/login", {
    operation: "signIn",
    summary: "Sign in",
    onRepeat: "a repeat starts another session; the unknown first one expires by itself.",
    permission: "anyone",
    countsAsSignIn: true,
    hashesPassword: true,
    body: SignInBody,
    response: SignedIn,
    secret: true,
    sessionCookie: "set",
    problems: ["invalid_credentials"],
    run: (_db, { instance, body, origin }) => signIn(instance, body, origin),
  }),
  endpoint("POST", "/v1/auth/refresh", {
    operation: "refreshSession",
    summary: "Exchange a refresh token for new tokens",
    onRepeat:
      "a repeat returns the same refresh token for a day, until something that the first response contained is used; after that, the session ends 30 seconds after the first request, so sign in again.",
    permission: "anyone",
    endsAccess: "when_refused",
    action: "session.refreshed",
    body: RefreshSessionBody,
    response: SignedIn,
    secret: true,
    sessionCookie: "read",
    problems: ["invalid_refresh_token"],
    run: (_db, { instance, body: { refresh_token }, cookie_token, origin }) =>
      refreshSession(instance, refresh_token ?? cookie_token, origin),
  }),
  endpoint("POST", "/v1/auth/logout", {
    operation: "signOut",
    summary: "Sign out: end the session of a refresh token",
    onRepeat: "a repeat has no further effect and returns 204 again.",
    permission: "anyone",
    endsAccess: true,
    action: "session.ended",
    body: RefreshSessionBody,
    sessionCookie: "read",
    write: (tx, { body: { refresh_token }, cookie_token, origin }) =>
      signOut(tx, refresh_token ?? cookie_token, origin),
  }),
  endpoint("GET", "/v1/me/sessions", {
    operation: "listSessions",
    summary: "List your sessions",
    permission: "signed_in",
    query: ListSessionsQuery,
    response: SessionPage,
    read: (db, { principal, query, instance: { cursors } }) =>
      listOwnSessions(db, principal, { cursors, ...query }),
  }),
  endpoint("DELETE", "/v1/me/sessions/:session_id", {
    operation: "endSession",
    summary: "End one of your sessions",
    permission: "signed_in",
    endsAccess: true,
    action: "session.ended",
    params: SessionParams,
    write: (tx, { principal, params, origin }) =>
      endOwnSession(tx, principal, { id: params.session_id, origin }),
  }),
];
