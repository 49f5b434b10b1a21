import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./marks/icon.tsx";

/** What a view shows if there is nothing in it: why, and the key or button that changes it. */
export function EmptyState({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty-state">
      <span class="empty-state-mark">
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A grey shape where something will be. It keeps the layout from moving. */
export function Skeleton({ kind = "line" }: { kind?: "line" | "card" }) {
  return <div class={`skeleton skeleton-${kind}`} aria-hidden="true" />;
}
