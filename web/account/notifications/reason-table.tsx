import { useState } from "preact/hooks";
import type {
  NotificationChannels,
  NotificationSettings,
  UpdateNotificationSettings,
} from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Select } from "../../forms/fields.tsx";
import { Failure } from "../../loading/failure.tsx";
import type { Loader } from "../../loading/loader.ts";
import { LoadedView, useLoader } from "../../loading/loading-view.tsx";
import { Switch } from "../../ui/field.tsx";
import { notificationWords as words } from "../../words/en/notification-settings.ts";
import { type Reason, reasons, resetReasons, withPatch } from "./settings-patch.ts";

/** The channels of each reason in one workspace. Every change is saved at once. */
export function ReasonTable({ workspaceId }: { workspaceId: string }) {
  const loader = useLoader(
    (signal) => api.getNotificationSettings({ workspace_id: workspaceId }, { signal }),
    [workspaceId],
  );
  const [error, setError] = useState<unknown>();
  const save = async (patch: UpdateNotificationSettings) => {
    setError(undefined);
    const input = { workspace_id: workspaceId, ...patch };
    await loader
      .save(
        (now) => withPatch(now, patch),
        () => api.updateNotificationSettings(input),
      )
      .catch(setError);
  };
  return (
    <LoadedView loader={loader as Loader<NotificationSettings>}>
      {(settings) => (
        <>
          <Switch
            label={words.muted}
            hint={words.mutedHint}
            isOn={settings.muted}
            onChange={(muted) => void save({ muted })}
          />
          <table class="table reason-table">
            <thead>
              <tr>
                <th scope="col">{words.reason}</th>
                <th scope="col">{words.inbox}</th>
                <th scope="col">{words.mail}</th>
              </tr>
            </thead>
            <tbody>
              {reasons.map((reason) => (
                <ReasonRow
                  key={reason}
                  reason={reason}
                  channels={settings.reasons[reason]}
                  isMuted={settings.muted}
                  save={save}
                />
              ))}
            </tbody>
          </table>
          <p>
            <button
              class="button"
              type="button"
              onClick={() => void save({ reasons: resetReasons })}
            >
              {words.reset}
            </button>
          </p>
          <Failure error={error} />
        </>
      )}
    </LoadedView>
  );
}

interface ReasonRowProps {
  reason: Reason;
  channels: NotificationChannels;
  isMuted: boolean;
  save: (patch: UpdateNotificationSettings) => Promise<void>;
}

const mails = (Object.entries(words.mails) as [NotificationChannels["mail"], string][]).map(
  ([value, label]) => ({ value, label }),
);

function ReasonRow({ reason, channels, isMuted, save }: ReasonRowProps) {
  const title = words.reasons[reason];
  const set = (changes: Partial<NotificationChannels>) =>
    void save({ reasons: { [reason]: changes } });
  return (
    <tr class={isMuted ? "reason-muted" : undefined}>
      <th scope="row">{title}</th>
      <td>
        <input
          type="checkbox"
          class="check"
          aria-label={words.inboxFor(title)}
          checked={channels.inbox}
          disabled={isMuted}
          onChange={({ currentTarget }) => set({ inbox: currentTarget.checked })}
        />
      </td>
      <td>
        <Select
          aria-label={words.mailFor(title)}
          options={mails}
          value={channels.mail}
          disabled={isMuted}
          choose={(mail) => set({ mail: mail as NotificationChannels["mail"] })}
        />
      </td>
    </tr>
  );
}
