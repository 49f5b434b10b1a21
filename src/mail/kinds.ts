interface KindOfMail {
  /**
   * Account mails concern the access to an account. They are sent even to an address at which mails
   * bounce, and their bodies, which contain tokens, are erased once they are sent or dead.
   */
  isAccountMail: boolean;
}

/** Every kind of mail that Slacky sends. */
export const mailKinds = {
  ticket: { isAccountMail: false },
  tickets: { isAccountMail: false },
  invitation: { isAccountMail: true },
  confirm_address: { isAccountMail: true },
  reset_password: { isAccountMail: true },
  change_address: { isAccountMail: true },
  address_changing: { isAccountMail: true },
  password_changed: { isAccountMail: true },
} as const satisfies Record<string, KindOfMail>;

export type MailKind = keyof typeof mailKinds;

export const accountMailKinds: readonly string[] = Object.entries(mailKinds)
  .filter(([, { isAccountMail }]) => isAccountMail)
  .map(([kind]) => kind);
