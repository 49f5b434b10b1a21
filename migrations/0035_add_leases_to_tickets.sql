-- A claim can have a lease: when it runs out, the ticket returns to the queue, and returned_at says since when it waits
-- there whatever its status. claimed_at is the age of a claim.
--
-- Safe on a table in use: the columns are null, so no row is rewritten or read, and 0036 checks the constraints. It
-- locks tickets for a moment. Restart all processes together with it: a process of an earlier version would unassign a
-- ticket without ending its claim, which the constraints refuse.

alter table tickets
  add column claimed_at timestamptz,
  add column lease_expires_at timestamptz,
  add column returned_at timestamptz,
  add constraint claim_has_an_assignee
      check (claimed_at is null or assignee_id is not null) not valid,
  add constraint lease_belongs_to_a_claim
      check (lease_expires_at is null or claimed_at is not null) not valid,
  add constraint returned_ticket_has_no_assignee
      check (returned_at is null or assignee_id is null) not valid;
