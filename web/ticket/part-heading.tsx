/** The heading of a part of a ticket, one level below the ticket's title. */
export function PartHeading({
  id,
  isPanel,
  children,
}: {
  id: string;
  isPanel: boolean;
  children: string;
}) {
  const Heading = isPanel ? "h3" : "h2";
  return (
    <Heading id={id} class="ticket-part">
      {children}
    </Heading>
  );
}
