/** The functions whose statements may reach more than one workspace, and why. */
export const acrossWorkspaces: Readonly<Record<string, string>> = {
  "src/audit/prune-queries.ts findChainToPrune": "Pruning processes every chain.",
  "src/audit/queries.ts findChainAfter": "The operator verifies every chain.",
  "src/events/prune/queries.ts findFeedToPrune": "Pruning processes every feed.",
  "src/auth/queries.ts findTokenPrincipal":
    "The query finds the owner and the workspace of a token.",
  "src/events/stream/stream-token-queries.ts deleteOldStreamTokens":
    "An expired stream token is valid in no workspace.",
  "src/events/relay/queries.ts startEpoch": "A restored database renumbers every feed.",
  "src/events/relay/queries.ts takeOutbox": "The relay publishes the events of all workspaces.",
  "src/events/relay/blocked-queries.ts listWaitingChains":
    "The relay takes each chain that has events in the outbox.",
  "src/events/relay/blocked-queries.ts findOutboxHead":
    "A chain is a workspace's or the instance's, which has none.",
  "src/events/consume/queries.ts listBehind": "A consumer follows the feed of every workspace.",
  "src/events/consume/queries.ts countBehind": "A consumer follows the feed of every workspace.",
  "src/events/prune/queries.ts listAwaitedConsumers":
    "The operator sees for which consumers events of any workspace are kept.",
  "src/notifications/inbox/list-queries.ts listNotifications":
    "A person sees their own notifications of all workspaces that they are a member of.",
  "src/notifications/inbox/count-queries.ts countUnread":
    "A person counts their own notifications of all workspaces that they are a member of.",
  "src/notifications/inbox/mark-queries.ts setAllRead":
    "A person marks their own notifications of all workspaces as read.",
  "src/notifications/inbox/mark-queries.ts findNotice":
    "A person's notice may be of any workspace.",
  "src/notifications/inbox/mark-queries.ts change": "A person's notice may be of any workspace.",
  "src/notifications/purge-queries.ts purgeRange":
    "The job deletes old notifications of all workspaces.",
  "src/workspaces/queries.ts countWorkspacesOf": "A person creates a limited number of workspaces.",
  "src/counts/queries.ts findWorkspaceToCount": "The worker counts the tickets of every workspace.",
  "src/search/fill-queries.ts listTicketTexts":
    "The worker writes the documents of all tickets, by key.",
  "src/search/fill-queries.ts listCommentTexts":
    "The worker writes the documents of all comments, by key.",
  "src/search/fill-queries.ts countRows": "The operator sees how many documents are missing.",
  "src/labels/queries.ts listReplacedLabels":
    "The worker changes the tickets of replaced labels in all workspaces.",
  "src/labels/backfill-queries.ts listUnfoldedLabels":
    "The backfill folds the labels of all workspaces.",
  "src/labels/backfill-queries.ts countUnfoldedLabels":
    "The operator sees how many labels of all workspaces are left.",
  "src/backfill/name-queries.ts listNames": "The backfill normalizes the names of all workspaces.",
  "src/backfill/name-queries.ts setNames": "The backfill normalizes the names of all workspaces.",
  "src/backfill/name-queries.ts countNames":
    "The operator sees how many names of all workspaces are left.",
  "src/members/email-keys/fill-queries.ts listInvitationsToFill":
    "The backfill fills the keys of all invited addresses.",
  "src/members/email-keys/fill-queries.ts countInvitationsToFill":
    "The operator sees how many invited addresses have no key.",
  "src/members/erasure-queries.ts lockWorkspacesOf": "An erased person leaves all workspaces.",
  "src/members/erasure-queries.ts lockMembershipsOf": "An erased person leaves all workspaces.",
  "src/members/erasure-queries.ts listWorkspacesWithoutOtherAdmin":
    "A person may be the last admin of any workspace.",
  "src/members/invitations/invitation-queries.ts deleteInvitationsTo":
    "An erased person has no invitation to any workspace.",
  "src/members/invitations/invitation-queries.ts deleteInvitationsOfMember":
    "A person who changes their address has no use for an invitation to any workspace that they are in.",
  "src/notifications/notices/token-queries.ts takeExpiringTokens":
    "The job finds the tokens of all workspaces that are about to expire.",
  "src/notifications/erasure-queries.ts deleteNotificationsOf":
    "An erased person has notifications in no workspace.",
  "src/watches/queries.ts deleteWatchesOf": "An erased person watches nothing in any workspace.",
  "src/watches/project-queries.ts deleteProjectWatchesOf":
    "An erased person watches nothing in any workspace.",
  "src/notifications/settings/queries.ts deleteSettingsOf":
    "An erased person has settings in no workspace.",
  "src/members/me-queries.ts hasInvitation":
    "A person with an invitation to any workspace may register.",
  "src/members/me-queries.ts listInvitationsOf": "A person sees all their own invitations.",
  "src/members/me-queries.ts listMembershipsOf": "A person sees all their own workspaces.",
  "src/members/former-member-queries.ts listFormerMembersWithTickets":
    "The job unassigns former members of all workspaces.",
  "src/tickets/claims/queries.ts listExpiredClaims":
    "The job returns tickets of all workspaces whose lease has run out.",
  "src/due-dates/queries.ts listWorkspacesWithDueTickets":
    "The job records the due tickets of all workspaces.",
  "src/due-dates/queries.ts deleteOldDueEvents":
    "The job forgets the old due dates of all workspaces.",
  "src/monitoring/outbox-queries.ts findOutboxState":
    "The operator sees the number of waiting events of all workspaces.",
  "src/service-accounts/token-queries.ts deleteOldTokens":
    "The job deletes expired tokens of all workspaces.",
  "src/doctor/queries.ts countWithoutMember":
    "The operator counts what names no member in all workspaces.",
  "src/doctor/queries.ts findEndOfBatch": "The operator checks the tickets of all workspaces.",
  "src/mail/send/queries.ts claimMail": "A worker sends the mails of all people.",
  "src/mail/send/queries.ts setResult": "A mail belongs to a person.",
  "src/mail/send/queries.ts dropMail": "A mail belongs to a person.",
  "src/mail/send/queries.ts countMails": "The operator sees how many mails wait.",
  "src/mail/send/queries.ts deleteOldMails": "The job deletes the old mails of all people.",
  "src/mail/operate/queries.ts listMails": "The operator sees all mails.",
  "src/mail/operate/queries.ts reviveMails": "The operator retries any mail.",
  "src/mail/operate/queries.ts findMailState": "The operator names any mail.",
  "src/mail/leave-queries.ts listInvitedRecipients":
    "An erased person may have been invited to any workspace.",
  "src/mail/leave-queries.ts deleteMailsOf": "An erased person has no mail about any workspace.",
  "src/mail/bundles/queries.ts listDueBundles":
    "The worker composes the mails of all workspaces that are due.",
  "src/mail/bundles/queries.ts lockRecipient":
    "The pause between two mails is that of a person, in all workspaces.",
  "src/members/names/queries.ts countMembersToFill":
    "The operator sees how many members of any workspace cannot be found by name yet.",
  "src/members/names/queries.ts listMembersToFill":
    "The worker fills the names of the members of all workspaces, by key.",
  "src/members/names/queries.ts setMemberNames":
    "The worker fills the names of the members of all workspaces, by key.",
  "src/workspaces/queries.ts insertWorkspace":
    "The slugs of a person's own workspaces differ from each other.",
  "src/workspaces/queries.ts listWorkspacesOf": "A person sees all their own workspaces.",
};
