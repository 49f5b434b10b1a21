/**
 * Everything that Slacky records, one list: the event types of the feed and the actions of the audit log.
 * `feed` events reach both, `audit_only` ones the audit log alone.
 */
export const eventTypes = {
  "user.registered": { kind: "audit_only", about: "Somebody made an account." },
  "user.updated": { kind: "audit_only", about: "Somebody changed their name." },
  "user.password_changed": {
    kind: "audit_only",
    about: "A password was changed; the other sessions ended.",
  },
  "user.erased": {
    kind: "audit_only",
    about:
      "The operator erased a person: name, address, password, sessions, and what the audit log had of them.",
  },
  "session.started": { kind: "audit_only", about: "A sign-in, successful or failed." },
  "session.refreshed": { kind: "audit_only", about: "A refresh token was refused." },
  "session.ended": { kind: "audit_only", about: "A sign-out, or a session ended from the list." },
  "session.reuse_detected": {
    kind: "audit_only",
    about: "A spent refresh token came back: its session ended.",
  },

  "workspace.created": { kind: "feed", about: "A workspace was made, with its first admin." },
  "workspace.updated": { kind: "feed", about: "Its name or settings changed." },
  "workspace.deleted": { kind: "feed", about: "It was deleted." },

  "member.invited": {
    kind: "feed",
    about: "An address was invited, or its invitation got another role.",
  },
  "member.joined": { kind: "feed", about: "An invitation was accepted." },
  "member.role_changed": { kind: "feed", about: "A member's role changed." },
  "member.removed": { kind: "feed", about: "A membership ended: removed by an admin, or left." },
  "invitation.declined": { kind: "feed", about: "An invitation was declined." },
  "invitation.withdrawn": { kind: "feed", about: "An invitation was withdrawn." },

  "workflow.created": { kind: "feed", about: "A workflow was made." },
  "project.created": { kind: "feed", about: "A project was made." },
  "project.updated": { kind: "feed", about: "Its name or workflow changed." },
  "project.archived": { kind: "feed", about: "It was archived: its tickets are read-only." },
  "project.restored": { kind: "feed", about: "It was brought back from the archive." },

  "ticket.created": { kind: "feed", about: "A ticket was made." },
  "ticket.updated": { kind: "feed", about: "Fields changed, the assignee among them." },
  "ticket.transitioned": { kind: "feed", about: "It moved one step along its workflow." },
  "ticket.labeled": { kind: "feed", about: "A label was put on it." },
  "ticket.unlabeled": { kind: "feed", about: "A label was taken off it." },
  "ticket.deleted": { kind: "feed", about: "It went to the trash." },
  "ticket.restored": { kind: "feed", about: "It came back from the trash." },

  "comment.created": { kind: "feed", about: "A comment was made." },
  "comment.edited": { kind: "feed", about: "A comment's text changed." },
  "comment.deleted": { kind: "feed", about: "A comment was deleted." },
} as const satisfies Record<string, { kind: "feed" | "audit_only"; about: string }>;

export type EventType = keyof typeof eventTypes;
