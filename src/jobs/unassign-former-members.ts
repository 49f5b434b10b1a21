import { listFormerMembersWithTickets } from "../members/former-member-queries.ts";
import { unassignTicketsOf } from "../tickets/former-members/unassign.ts";
import type { Job } from "./job.ts";

const MEMBERS_PER_RUN = 1_000;

/** Unassigns the tickets of former members. A failure for one member does not affect the others. */
export const unassignFormerMembers: Job = {
  name: "unassign-former-members",
  everySeconds: 10,
  async run({ db, log }, stopping) {
    for (const member of await listFormerMembersWithTickets(db, MEMBERS_PER_RUN)) {
      try {
        await unassignTicketsOf(db, member, stopping);
      } catch (error) {
        log.error(
          { err: error, ...member },
          "The tickets of a removed member could not be unassigned. The job tries again.",
        );
      }
      if (stopping.aborted) return;
    }
  },
};
