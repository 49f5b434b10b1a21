import { announcement } from "../store/announcements.ts";

/** Reads announcements to screen readers, politely. The app has one. */
export function LiveRegion() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcement}
    </div>
  );
}
