import { setTimeout as sleep } from "node:timers/promises";
import { LAG_MAX_MS } from "../src/db/replicas/floor.ts";
import { createInstance, type Instance } from "../src/instance.ts";
import { refuseOldSchema } from "./refuse-old-schema.ts";
import { withConfig } from "./with-config.ts";

/** Runs a command of the operator as the server would run it: on the same database, with the same rules. */
export async function withInstance<T>(
  work: (instance: Instance) => Promise<T>,
  { endsAccess = false }: { endsAccess?: boolean } = {},
): Promise<T> {
  return withConfig({ shareDatabase: true }, async ({ config, log }) => {
    await refuseOldSchema(config);
    const instance = createInstance(config, log);
    try {
      const result = await work(instance);
      // Until then, a replica may show what was before.
      if (endsAccess && config.replicaUrls.length > 0) await sleep(LAG_MAX_MS);
      return result;
    } finally {
      await instance.close();
    }
  });
}
