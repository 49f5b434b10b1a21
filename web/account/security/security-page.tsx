import { useEffect } from "preact/hooks";
import { loadInstance } from "../../api/instance.ts";
import type { Route } from "../../routes.ts";
import { SettingsPage } from "../../settings/frame.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { ChangePassword } from "./change-password.tsx";
import { EmailSection } from "./email-section.tsx";
import { SessionSection } from "./session-section.tsx";

/** Password, email address and sessions. */
export function SecurityPage({ route }: { route: Route }) {
  useEffect(loadInstance, []);
  return (
    <SettingsPage route={route} title={words.security} intro={words.securityIntro}>
      <ChangePassword />
      <EmailSection />
      <SessionSection />
    </SettingsPage>
  );
}
