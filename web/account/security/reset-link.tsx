import { paths } from "../../routes.ts";
import { accountWords as words } from "../../words/en/account.ts";

/**
 * To the server's own page, which mails a link that resets the password, and which the link opens. It
 * works without this app: docs/decisions says why.
 */
export function ResetLink() {
  return (
    <p>
      <a class="link" href={`${paths.home()}account/reset`}>
        {words.forgotten}
      </a>
    </p>
  );
}
