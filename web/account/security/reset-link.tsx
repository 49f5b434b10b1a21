import { paths } from "../../routes.ts";
import { accountWords as words } from "../../words/en/account.ts";

/**
 * To the server's own page, which mails a link that resets the password and which the link opens:
 * docs/decisions/0051-pages-of-mail-links.md.
 */
export function ResetLink() {
  return (
    <p>
      <a class="link" href={paths.resetPassword()}>
        {words.forgotten}
      </a>
    </p>
  );
}
