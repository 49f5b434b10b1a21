import { signal } from "@preact/signals";

/** Whether the sidebar is hidden, which `[` switches. It is so until the page is reloaded. */
export const isSidebarHidden = signal(false);

export function toggleSidebar(): void {
  isSidebarHidden.value = !isSidebarHidden.value;
}
