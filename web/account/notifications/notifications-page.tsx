import { useState } from "preact/hooks";
import type { Membership } from "../../../client/index.ts";
import { Select } from "../../forms/fields.tsx";
import type { Route } from "../../routes.ts";
import { SettingsPage } from "../../settings/frame.tsx";
import { me, workspace } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { accountWords } from "../../words/en/account.ts";
import { notificationWords as words } from "../../words/en/notification-settings.ts";
import { DaySection } from "./day-section.tsx";
import { ReasonTable } from "./reason-table.tsx";

/** What one hears of, in each workspace, and when. */
export function NotificationsPage({ route }: { route: Route }) {
  const memberships = me.value?.memberships ?? [];
  return (
    <SettingsPage route={route} title={words.title} intro={words.intro}>
      <InWorkspace memberships={memberships} />
      <DaySection />
    </SettingsPage>
  );
}

/** The settings of one workspace; the one that is open unless another is chosen. */
function InWorkspace({ memberships }: { memberships: readonly Membership[] }) {
  const [chosen, setChosen] = useState<string>();
  const id = chosen ?? workspace.value?.id ?? memberships[0]?.workspace_id;
  const shown = memberships.find(({ workspace_id }) => workspace_id === id) ?? memberships[0];
  if (!shown) return <p class="note">{words.noWorkspace}</p>;
  return (
    <Section title={words.inWorkspace(shown.workspace_name)}>
      {memberships.length > 1 && (
        <p class="find">
          <Select
            aria-label={accountWords.memberships}
            options={memberships.map(({ workspace_id, workspace_name }) => ({
              value: workspace_id,
              label: workspace_name,
            }))}
            value={shown.workspace_id}
            choose={setChosen}
          />
        </p>
      )}
      <ReasonTable key={shown.workspace_id} workspaceId={shown.workspace_id} />
    </Section>
  );
}
