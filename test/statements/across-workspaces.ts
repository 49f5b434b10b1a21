/** Where a statement rightly reaches beyond one workspace, and why. */
export const acrossWorkspaces: Readonly<Record<string, string>> = {
  "src/audit/prune-queries.ts findChainToPrune": "Pruning goes through every chain there is.",
  "src/audit/queries.ts findChainAfter": "The operator verifies every chain there is.",
  "src/events/prune/queries.ts findFeedToPrune": "Pruning goes through every feed there is.",
  "src/auth/queries.ts findTokenPrincipal":
    "Whose token it is, and of which workspace, is what is asked.",
  "src/events/stream/stream-token-queries.ts deleteOldStreamTokens":
    "An expired stream token is valid in no workspace.",
  "src/events/relay/queries.ts startEpoch": "A restored database renumbers every feed.",
  "src/events/relay/queries.ts takeOutbox": "The relay takes what waits, whosever it is.",
  "src/members/invitation-queries.ts deleteInvitationsTo":
    "A person who is erased is invited nowhere.",
  "src/members/me-queries.ts hasInvitation": "Who is invited anywhere may register.",
  "src/members/me-queries.ts listInvitationsOf": "A person sees all their own invitations.",
  "src/members/me-queries.ts listMembershipsOf": "A person sees all their own workspaces.",
  "src/members/former-member-queries.ts listFormerMembersWithTickets":
    "The job unassigns whoever left, wherever they were.",
  "src/monitoring/outbox-queries.ts findOutboxState":
    "The operator sees how much waits, whosever it is.",
  "src/service-accounts/token-queries.ts deleteOldTokens":
    "The job deletes what is over, whosever it was.",
  "src/workspaces/queries.ts listWorkspacesOf": "A person sees all their own workspaces.",
};
