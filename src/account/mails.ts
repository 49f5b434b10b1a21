import { limits } from "../limits.ts";
import type { MailBody, MailContent } from "../mail/mail.ts";

// What account mails say. A name that somebody chose is quoted only to people who know them: in a mail
// to somebody else it would be an advertisement that anybody could send.

export function confirmationMail(link: string): MailContent {
  return {
    subject: "Confirm your email address",
    body: [
      paragraph(
        "An account at Slacky was created with this email address, or its owner asked for this mail. If that is you, confirm that the address is yours.",
      ),
      { type: "link", label: "Confirm the address", url: link },
      ...ends(`The link works once, for ${limits.confirmation_hours} hours.`),
      note(
        "If you did not create the account, do not follow the link. To take the account over, reset its password instead: that ends the access of everybody else.",
      ),
    ],
  };
}

export function resetMail(link: string): MailContent {
  return {
    subject: "Reset your password",
    body: [
      paragraph("Somebody asked to reset the password of your account at Slacky."),
      { type: "link", label: "Choose a new password", url: link },
      ...ends("The link works once, for an hour. It ends all of your sessions."),
      note("If it was not you, ignore this mail. Your password stays as it is."),
    ],
  };
}

export function newAddressMail(link: string): MailContent {
  return {
    subject: "Confirm your new email address",
    body: [
      paragraph(
        "Somebody asked to use this email address for their account at Slacky. If that is you, confirm it. Until then, the account keeps its former address.",
      ),
      { type: "link", label: "Confirm the new address", url: link },
      ...ends(`The link works once, for ${limits.confirmation_hours} hours.`),
      note("If it was not you, ignore this mail."),
    ],
  };
}

/** To an address that has an account already: it says so only to the owner of the address. */
export function addressInUseMail(): MailContent {
  return {
    subject: "Your email address has an account already",
    body: [
      paragraph(
        "Somebody asked to use this email address for another account at Slacky. It belongs to your account already, so nothing was changed.",
      ),
      note(
        "If it was you, sign in with this address, or change its account to another address first.",
      ),
    ],
  };
}

export function formerAddressMail(link: string, { to }: { to: string }): MailContent {
  return {
    subject: "The email address of your account is being changed",
    body: [
      paragraph(
        `Somebody who knows your password asked to change the email address of your account at Slacky to ${to}.`,
      ),
      paragraph(
        "If that is you, there is nothing to do here. If it is not, stop the change: the account keeps this address, its password no longer works, and all of its sessions end.",
      ),
      { type: "link", label: "Stop the change", url: link },
      ...ends(
        `The link works for ${limits.address_change_days} days, also after the new address was confirmed.`,
      ),
    ],
  };
}

export function passwordChangedMail(): MailContent {
  return {
    subject: "Your password was changed",
    body: [
      paragraph("The password of your account at Slacky was changed."),
      note("If it was not you, reset it now: sign-in has a link for that."),
    ],
  };
}

export function invitationMail(
  link: string,
  { inviter, workspace, role }: { inviter: string; workspace: string; role: string },
): MailContent {
  return {
    subject: `You are invited to ${workspace}`,
    body: [
      paragraph(`${inviter} invites you to the workspace ${workspace} at Slacky, as ${role}.`),
      { type: "link", label: "Accept the invitation", url: link },
      ...ends(`The link works once, for ${limits.invitation_days} days.`),
      note("If you do not know them, ignore this mail. Without you, nothing happens."),
    ],
  };
}

function paragraph(text: string): MailBody[number] {
  return { type: "paragraph", text };
}

function note(text: string): MailBody[number] {
  return { type: "note", text };
}

function ends(text: string): MailBody {
  return [paragraph(text)];
}
