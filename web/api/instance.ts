import { signal } from "@preact/signals";
import type { Instance } from "../../client/index.ts";
import { api } from "./client.ts";

/** What a sign-in page must know of the server; undefined until it is loaded. */
export const instance = signal<Instance | undefined>(undefined);

let isLoading = false;

/** Loads it once. If that fails, the pages do without it. */
export function loadInstance(): void {
  if (isLoading || instance.peek()) return;
  isLoading = true;
  api
    .getInstance()
    .then(
      (loaded) => {
        instance.value = loaded;
      },
      () => {},
    )
    .finally(() => {
      isLoading = false;
    });
}
