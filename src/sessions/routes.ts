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
  // Its refusals are recorded by the verb, as failed sign-ins.
  endpoint("POST", "/v1/auth/login", {
    operation: "signIn",
    summary: "Sign in",
    onRepeat: "it starts another session, and the one that you know nothing of ends by itself.",
    permission: "anyone",
    countsAsSignIn: true,
    hashesPassword: true,
    body: SignInBody,
    response: SignedIn,
    secret: true,
    problems: ["invalid_credentials"],
    run: (_db, { instance, body, origin }) => signIn(instance, body, origin),
  }),
  endpoint("POST", "/v1/auth/refresh", {
    operation: "refreshSession",
    summary: "Spend a refresh token for new tokens",
    onRepeat: "the same tokens for 30 seconds; after that the session is ended, so sign in.",
    permission: "anyone",
    action: "session.refreshed",
    body: RefreshSessionBody,
    response: SignedIn,
    secret: true,
    problems: ["invalid_refresh_token"],
    run: (_db, { instance, body, origin }) => refreshSession(instance, body.refresh_token, origin),
  }),
  endpoint("POST", "/v1/auth/logout", {
    operation: "signOut",
    summary: "End the session of a refresh token",
    onRepeat: "nothing happens, and it is 204 again.",
    permission: "anyone",
    action: "session.ended",
    body: RefreshSessionBody,
    write: (tx, { body, origin }) => signOut(tx, body.refresh_token, origin),
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
    action: "session.ended",
    params: SessionParams,
    write: (tx, { principal, params, origin }) =>
      endOwnSession(tx, principal, { id: params.session_id, origin }),
  }),
];
