import { endpoint } from "../contract/endpoint.ts";
import { nothing } from "../contract/fields.ts";
import { changeAddress } from "./change-address.ts";
import { confirmAddress } from "./confirm-address.ts";
import { requestConfirmation } from "./request-confirmation.ts";
import { requestReset } from "./request-reset.ts";
import { resetPassword } from "./reset-password.ts";
import {
  AccountTokenBody,
  AddressState,
  ChangeAddressBody,
  ConfirmedAddress,
  RequestPasswordResetBody,
  ResetPasswordBody,
} from "./schemas.ts";
import { stopAddressChange } from "./stop-change.ts";

export const accountEndpoints = [
  endpoint("POST", "/v1/auth/password-reset", {
    operation: "requestPasswordReset",
    summary: "Ask for a mail with a link that resets a password",
    onRepeat: "a repeat may send another mail, at most three in an hour.",
    permission: "anyone",
    countsAsSignIn: true,
    body: RequestPasswordResetBody,
    status: 202,
    write: (tx, { body }) => requestReset(tx, body.email),
  }),
  endpoint("POST", "/v1/auth/password-reset/confirm", {
    operation: "resetPassword",
    summary: "Choose a new password with the link of a mail, and end all sessions",
    onRepeat:
      "a repeat returns 422 `invalid_account_token` if the first request succeeded: sign in with the new password.",
    permission: "anyone",
    endsAccess: true,
    countsAsSignIn: true,
    hashesPassword: true,
    action: "user.password_reset",
    body: ResetPasswordBody,
    problems: ["invalid_account_token"],
    run: (_db, { instance, body, origin }) => resetPassword(instance, body, origin),
  }),
  endpoint("POST", "/v1/auth/confirm", {
    operation: "confirmAddress",
    summary: "Confirm an email address, or a new one, with the link of a mail",
    onRepeat: "a repeat returns 422 `invalid_account_token` if the first request succeeded.",
    permission: "anyone",
    action: "user.address_confirmed",
    body: AccountTokenBody,
    response: ConfirmedAddress,
    problems: ["invalid_account_token", "email_taken"],
    write: (tx, { body, origin }) => confirmAddress(tx, body.token, origin),
  }),
  endpoint("POST", "/v1/auth/address-change/stop", {
    operation: "stopAddressChange",
    summary: "Stop a change of email address with the link that its former address got",
    onRepeat: "a repeat returns 422 `invalid_account_token` if the first request succeeded.",
    permission: "anyone",
    endsAccess: true,
    countsAsSignIn: true,
    hashesPassword: true,
    action: "user.address_changed",
    body: AccountTokenBody,
    problems: ["invalid_account_token"],
    run: (_db, { instance, body, origin }) => stopAddressChange(instance, body.token, origin),
  }),
  endpoint("PUT", "/v1/me/email", {
    operation: "changeEmail",
    summary: "Change your email address, once the new one is confirmed",
    onRepeat: "a repeat mails both addresses again, and only the latest link confirms.",
    permission: "signed_in",
    countsAsSignIn: true,
    hashesPassword: true,
    action: "user.address_changed",
    body: ChangeAddressBody,
    response: AddressState,
    status: 202,
    problems: ["wrong_password", "address_changed_recently", "email_taken"],
    run: (_db, { instance, principal, body, origin }) =>
      changeAddress(instance, principal, { ...body, origin }),
  }),
  endpoint("POST", "/v1/me/email/confirmation", {
    operation: "requestConfirmation",
    summary: "Ask for another mail that confirms your email address",
    onRepeat: "a repeat sends another mail, at most three in an hour.",
    permission: "signed_in",
    body: nothing,
    status: 202,
    problems: ["mail_disabled"],
    write: (tx, { instance, principal }) => requestConfirmation(tx, principal, instance.config),
  }),
];
