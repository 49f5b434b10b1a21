import { createResetLink } from "../../src/account/reset-link.ts";
import { withOwner } from "../../src/db/owner.ts";
import { createUser } from "../../src/users/create.ts";
import { eraseUser } from "../../src/users/erase.ts";
import { setPassword } from "../../src/users/set-password.ts";
import { readPassword } from "../read-password.ts";
import { withInstance } from "../with-instance.ts";

/** Creates an account, even if REGISTRATION is closed. */
export async function create({ email, name }: { email: string; name: string }): Promise<void> {
  const password = await readPassword(`Password for ${email}: `);
  const user = await withInstance((instance) => createUser(instance, { email, name, password }));
  console.log(`Created the account of ${user.email}. Its ID is ${user.id}.`);
}

/** Gives an account a new password and ends all its sessions. */
export async function setPasswordOf({ email }: { email: string }): Promise<void> {
  const password = await readPassword(`New password for ${email}: `);
  const user = await withInstance((instance) => setPassword(instance, { email, password }), {
    endsAccess: true,
  });
  console.log(`Set a new password for ${user.email} and ended all sessions.`);
}

/** Prints a link with which a person chooses a new password, for a server without mail. */
export async function resetLink({ email }: { email: string }): Promise<void> {
  const link = await withInstance((instance) => createResetLink(instance, { email }));
  console.log(link);
  console.error(
    `Send this link to the owner of ${email}, and to nobody else. It works once, for an hour.`,
  );
}

/** Erases a person, as the role that owns the tables: the server's role may not. */
export async function erase({ email }: { email: string }): Promise<void> {
  const { user, records } = await withInstance(
    (instance) => withOwner(instance.config, (owner) => eraseUser(instance, owner, { email })),
    { endsAccess: true },
  );
  console.log(
    `${email} is erased. The account ${user.id} no longer has a name, email address, password or ` +
      `session, and personal data was removed from ${records} audit records. Backups still contain it.`,
  );
}
