import { useState } from "preact/hooks";
import type {
  PersonalNotificationSettings,
  UpdatePersonalNotificationSettings,
} from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { Select } from "../../forms/fields.tsx";
import { Failure } from "../../loading/failure.tsx";
import { LoadedView, useLoader } from "../../loading/loading-view.tsx";
import { Field } from "../../ui/field.tsx";
import { Section } from "../../ui/page.tsx";
import { notificationWords as words } from "../../words/en/notification-settings.ts";
import { timeZones } from "./time-zones.ts";

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: words.hour(hour),
}));
const digests = Object.entries(words.digests).map(([value, label]) => ({ value, label }));

/** The time zone, and when the digest is mailed. */
export function DaySection() {
  const loader = useLoader((signal) => api.getPersonalNotificationSettings({}, { signal }), []);
  const [error, setError] = useState<unknown>();
  const save = async (patch: UpdatePersonalNotificationSettings) => {
    setError(undefined);
    await loader
      .save(
        (now) => ({ ...now, ...patch }) as PersonalNotificationSettings,
        () => api.updatePersonalNotificationSettings(patch),
      )
      .catch(setError);
  };
  return (
    <Section title={words.times} intro={words.timesIntro}>
      <LoadedView loader={loader}>
        {({ time_zone, digest, digest_hour }) => (
          <div class="form form-inline">
            <Field label={words.timeZone}>
              {(attributes) => (
                <Select
                  {...attributes}
                  options={zoneOptions(time_zone)}
                  value={time_zone ?? ""}
                  choose={(zone) => void save({ time_zone: zone === "" ? null : zone })}
                />
              )}
            </Field>
            <Field label={words.digest}>
              {(attributes) => (
                <Select
                  {...attributes}
                  options={digests}
                  value={digest}
                  choose={(next) =>
                    void save({ digest: next as PersonalNotificationSettings["digest"] })
                  }
                />
              )}
            </Field>
            <Field label={words.digestHour}>
              {(attributes) => (
                <Select
                  {...attributes}
                  options={hours}
                  value={String(digest_hour)}
                  choose={(hour) => void save({ digest_hour: Number(hour) })}
                />
              )}
            </Field>
          </div>
        )}
      </LoadedView>
      <Failure error={error} />
    </Section>
  );
}

/** UTC, the zone of this browser, and all others. */
function zoneOptions(current: string | null): { value: string; label: string }[] {
  const { here, all } = timeZones(current);
  return [
    { value: "", label: words.utc },
    { value: here, label: words.here(here) },
    ...all.map((zone) => ({ value: zone, label: zone })),
  ];
}
