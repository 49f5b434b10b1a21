import { followLink } from "../routes.ts";
import { Icon, type IconName } from "./marks/icon.tsx";

export interface Tab {
  id: string;
  label: string;
  icon?: IconName;
}

/** Tabs of one page, such as Write and Preview. */
export function Tabs({
  label,
  tabs,
  current,
  onChange,
}: {
  label: string;
  tabs: readonly Tab[];
  current: string;
  onChange: (id: string) => void;
}) {
  return (
    <div class="tabs" role="group" aria-label={label}>
      {tabs.map(({ id, label: text, icon }) => (
        <button
          key={id}
          type="button"
          class={id === current ? "tab tab-here" : "tab"}
          aria-pressed={id === current}
          onClick={() => onChange(id)}
        >
          {icon && <Icon name={icon} size={15} />}
          {text}
        </button>
      ))}
    </div>
  );
}

/** Views that have an address each, such as board and list. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly (Tab & { path: string })[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ id, label: text, icon, path }) => (
        <a
          key={id}
          class={id === current ? "tab tab-here" : "tab"}
          aria-current={id === current ? "page" : undefined}
          href={path}
          onClick={(event) => followLink(event, path)}
        >
          {icon && <Icon name={icon} size={15} />}
          {text}
        </a>
      ))}
    </nav>
  );
}
