import {
  confirmationMail,
  formerAddressMail,
  invitationMail,
  newAddressMail,
  passwordChangedMail,
  resetMail,
} from "../account/mails.ts";
import { type MailedTicket, ticketMail, ticketsMail } from "./bundles/content.ts";
import type { MailKind } from "./kinds.ts";
import type { MailContent } from "./mail.ts";

const host = "https://slacky.example.com";

const ticket: MailedTicket = {
  ticket_id: "0199f0a0-0000-7000-8000-000000000001",
  key: "ENG-42",
  title: "The engine stops when <b>two</b> cards overlap",
  status: "in_progress",
  url: `${host}/go/0199f0a0-0000-7000-8000-000000000000/ENG-42`,
  why: ["mentioned", "commented"],
  actor_name: "Ada Lovelace",
  comments: [
    { author_name: "Ada Lovelace", body: "@grace Can you look at the card reader?\n\nIt jams." },
  ],
};

const tickets = ["The lever is stiff", "Order more cards", "Write the manual"].map(
  (title, place): MailedTicket => ({
    ...ticket,
    key: `ENG-${43 + place}`,
    title,
    url: `${host}/go/0199f0a0-0000-7000-8000-000000000000/ENG-${43 + place}`,
    why: ["watching"],
    comments: [],
  }),
);

const links = {
  workspace_name: "Analytical Engines",
  unsubscribe_url: `${host}/v1/unsubscribe/AAAA`,
  leave_url: `${host}/v1/unsubscribe/BBBB`,
};

/** Each kind of mail with sample data, to show what people get. */
export const previews: Record<MailKind, () => MailContent> = {
  ticket: () => ticketMail(ticket, links),
  tickets: () => ticketsMail([ticket, ...tickets], links),
  invitation: () =>
    invitationMail(`${host}/account/invitation#AAAA`, {
      ...{ inviter: "Ada Lovelace", workspace: "Analytical Engines", role: "member" },
    }),
  confirm_address: () => confirmationMail(`${host}/account/confirm#AAAA`),
  reset_password: () => resetMail(`${host}/account/reset#AAAA`),
  change_address: () => newAddressMail(`${host}/account/confirm#AAAA`),
  address_changing: () =>
    formerAddressMail(`${host}/account/confirm#AAAA`, { to: "ada@example.org" }),
  password_changed: () => passwordChangedMail(),
};
