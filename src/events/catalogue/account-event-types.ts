import { z } from "zod";
import { id, timestamp } from "../../contract/fields.ts";
import { apiToken, nothing } from "./event-data.ts";

/** What concerns accounts, sessions and API tokens: only in the audit log. Part of `eventTypes`. */
export const accountEventTypes = {
  "user.registered": { kind: "audit_only", about: "An account was registered.", data: nothing },
  "user.updated": { kind: "audit_only", about: "A user changed their name.", data: nothing },
  "user.password_changed": {
    kind: "audit_only",
    about: "A password was changed, and the other sessions ended.",
    data: z.object({ sessions_ended: z.int() }),
  },
  "user.password_reset": {
    kind: "audit_only",
    about:
      "A password was replaced by a link that was mailed or that the operator made, and all sessions ended.",
    data: z.object({ sessions_ended: z.int() }),
  },
  "user.address_changed": {
    kind: "audit_only",
    about:
      "A change of an email address was requested, was applied because the new address confirmed it, or was stopped by the former one.",
    data: z.object({ stage: z.enum(["requested", "applied", "stopped"]) }),
  },
  "user.address_confirmed": {
    kind: "audit_only",
    about: "An email address was confirmed by a link that was mailed to it.",
    data: nothing,
  },
  "user.erased": {
    kind: "audit_only",
    about:
      "The operator erased a person: name, email address, password, sessions, and the personal data in the audit log.",
    data: nothing,
  },
  "session.started": {
    kind: "audit_only",
    about: "A sign-in succeeded or failed.",
    data: nothing,
  },
  "session.refreshed": { kind: "audit_only", about: "A refresh token was refused.", data: nothing },
  "session.ended": {
    kind: "audit_only",
    about: "A user signed out or ended one of their sessions.",
    data: nothing,
  },
  "session.reuse_detected": {
    kind: "audit_only",
    about: "A refresh token was used twice, and its session ended.",
    data: nothing,
  },
  "token.created": {
    kind: "audit_only",
    about: "An API token was created for a service account.",
    data: z.object({
      ...apiToken,
      scopes: z.array(z.string()).nullable(),
      expires_at: timestamp.nullable(),
    }),
  },
  "token.revoked": {
    kind: "audit_only",
    about: "An API token was revoked, directly or because its service account was removed.",
    data: z.object(apiToken),
  },
  "mail.bounced": {
    kind: "audit_only",
    about: "The mail server refused a mail to an address for good.",
    data: z.object({ mail_id: id, kind: z.string(), reply: z.string().nullable() }),
  },
} as const;
