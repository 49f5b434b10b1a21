import type { Route } from "../../routes.ts";
import { SettingsPage } from "../../settings/frame.tsx";
import { accountWords as words } from "../../words/en/account.ts";
import { DeletedWorkspaces } from "./deleted-workspaces.tsx";
import { InvitationSection } from "./invitation-section.tsx";
import { MembershipSection } from "./membership-section.tsx";

/** Invitations, one's own workspaces, and deleted ones that can be restored. */
export function WorkspacesPage({ route }: { route: Route }) {
  return (
    <SettingsPage route={route} title={words.workspaces} intro={words.workspacesIntro}>
      <InvitationSection />
      <MembershipSection />
      <DeletedWorkspaces />
    </SettingsPage>
  );
}
