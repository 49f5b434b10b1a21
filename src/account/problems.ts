/** Problems of accounts, their addresses and the links in their mails. They are part of `problems`. */
export const accountProblems = {
  email_unconfirmed: {
    status: 403,
    title: "Your email address is not confirmed",
    help: "This server sends mail, so only a confirmed address can accept an invitation. Follow the link in the mail of the invitation, which confirms the address too, or ask for another mail with `POST /v1/me/email/confirmation`.",
  },
  invitation_for_other_address: {
    status: 403,
    title: "The invitation is for another email address",
    help: "An invitation can be accepted only by an account with the invited address. Sign in to that account, or create it with the link.",
  },
  address_changed_recently: {
    status: 409,
    title: "The email address was changed a few days ago",
    help: "For seven days, the former address can stop a change. Until then, which `possible_after` says, the address cannot be changed again.",
  },
  invitation_expired: {
    status: 409,
    title: "The invitation has expired",
    help: "An invitation can be accepted for seven days. Ask an admin of the workspace to invite you again.",
  },
  mail_disabled: {
    status: 409,
    title: "This server sends no mail",
    help: "Without a mail server, addresses are not confirmed, and nothing depends on it.",
  },
  invalid_account_token: {
    status: 422,
    title: "The link is not valid",
    help: "The link is incomplete, was already used, or has expired. A link works once. Ask for another one.",
  },
  registration_closed: {
    status: 403,
    title: "Registration is closed",
    help: "This server does not accept registrations, or accepts only invited email addresses. Ask the operator for an account, or a workspace admin for an invitation.",
  },
  email_taken: {
    status: 409,
    title: "The email address is taken",
    help: "An account with this email address exists. Sign in to it, or register with another address.",
  },
  wrong_password: {
    status: 422,
    title: "The current password is wrong",
    help: "Send your current password in `current_password`. Your session stays signed in.",
  },
} as const;
