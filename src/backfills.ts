import type { Backfill } from "./backfill/backfill.ts";
import { normalizeNames } from "./backfill/normalize-names.ts";
import { foldLabels } from "./labels/fold-labels.ts";
import { fillInvitationKeys } from "./members/email-keys/fill-invitation-keys.ts";
import { fillMemberNames } from "./members/names/fill-member-names.ts";
import { documentsOfComments, documentsOfTickets } from "./search/fill-documents.ts";

import { fillUserKeys } from "./users/fill-user-keys.ts";

/** All backfills, in the order in which the worker runs them. One must be listed here to run. */
export const backfills: readonly Backfill[] = [
  foldLabels,
  normalizeNames("users"),
  normalizeNames("workspaces"),
  normalizeNames("projects"),
  normalizeNames("api_tokens"),
  fillUserKeys,
  fillInvitationKeys,
  fillMemberNames,
  documentsOfTickets,
  documentsOfComments,
];
