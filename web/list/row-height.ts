import { computed } from "@preact/signals";
import { density } from "../store/density.ts";

/** The height of a row of a list, in pixels. The style sheet has the same. */
export const rowHeight = computed(() => (density.value === "compact" ? 32 : 38));
