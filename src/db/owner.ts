import type { Config } from "../config.ts";
import { valueSettings } from "./connection/session-settings.ts";
import { createPool, type Db } from "./pool.ts";

/**
 * Runs `work` as the role that owns the tables, over one connection that is closed afterwards and
 * has no timeouts: pruning and erasing read more than a request may.
 */
export async function withOwner<T>(
  { databaseOwnerUrl, databaseUrl }: Pick<Config, "databaseOwnerUrl" | "databaseUrl">,
  work: (owner: Db) => Promise<T>,
): Promise<T> {
  const owner = createPool(databaseOwnerUrl ?? databaseUrl, { size: 1, settings: valueSettings });
  try {
    return await work(owner);
  } finally {
    await owner.close();
  }
}
