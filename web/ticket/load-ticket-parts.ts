/** Loads the code of everything that the start does not need of a ticket, once. */
export async function loadTicketParts() {
  const { ticketParts } = await import("./ticket-parts.ts");
  return ticketParts;
}
