import { endpoint } from "../contract/endpoint.ts";
import { SignedIn } from "../sessions/signed-in.ts";
import { changePassword } from "./change-password.ts";
import { getMe, updateMe } from "./me.ts";
import { registerUser } from "./register.ts";
import { ChangePasswordBody, Me, PasswordChanged, RegisterBody, UpdateMeBody } from "./schemas.ts";

export const userEndpoints = [
  endpoint("POST", "/v1/auth/register", {
    operation: "register",
    summary: "Register an account and sign in",
    onRepeat: "a repeat returns 409 `email_taken` if the first request succeeded: sign in.",
    permission: "anyone",
    action: "user.registered",
    countsAsSignIn: true,
    hashesPassword: true,
    body: RegisterBody,
    response: SignedIn,
    secret: true,
    sessionCookie: "set",
    status: 201,
    location: () => "/v1/me",
    problems: ["registration_closed", "email_taken"],
    run: (_db, { instance, body, origin }) => registerUser(instance, body, origin),
  }),
  endpoint("GET", "/v1/me", {
    operation: "getMe",
    summary: "Get your account, memberships and invitations",
    permission: "authenticated",
    response: Me,
    read: (db, { principal, instance }) => getMe(db, principal, instance.config),
  }),
  endpoint("PATCH", "/v1/me", {
    operation: "updateMe",
    summary: "Change your name",
    permission: "signed_in",
    action: "user.updated",
    body: UpdateMeBody,
    response: Me,
    write: (tx, { principal, body, origin, instance: { config } }) =>
      updateMe(tx, principal, { patch: body, origin, config }),
  }),
  endpoint("PUT", "/v1/me/password", {
    operation: "changePassword",
    summary: "Change your password and end your other sessions",
    onRepeat:
      "a repeat returns 422 `wrong_password` if the first request succeeded: the new password is in effect.",
    permission: "signed_in",
    endsAccess: true,
    countsAsSignIn: true,
    hashesPassword: true,
    action: "user.password_changed",
    body: ChangePasswordBody,
    response: PasswordChanged,
    problems: ["wrong_password"],
    run: async (_db, { instance, principal, body, origin }) => ({
      user: await changePassword(instance, principal, { ...body, origin }),
    }),
  }),
];
