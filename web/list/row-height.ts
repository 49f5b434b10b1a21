import { computed, signal } from "@preact/signals";
import { density } from "../store/density.ts";

/** Whether rows have two lines, because one is too narrow for a title and the rest. */
const hasTwoLines = signal(false);
const narrow = globalThis.matchMedia?.("(max-width: 759px)");
const look = () => {
  hasTwoLines.value = narrow?.matches === true;
};
narrow?.addEventListener("change", look);
look();

/** The height of a row of a list, in pixels. The style sheet has the same. */
export const rowHeight = computed(() =>
  hasTwoLines.value ? 56 : density.value === "compact" ? 32 : 38,
);
