-- Reads every ticket once, under a lock that lets them be read and written.

alter table tickets
  validate constraint claim_has_an_assignee,
  validate constraint lease_belongs_to_a_claim,
  validate constraint returned_ticket_has_no_assignee;
