import { createInstance, type Instance } from "../src/instance.ts";
import { refuseOldSchema } from "./refuse-old-schema.ts";
import { withConfig } from "./with-config.ts";

/** Runs a command of the operator as the server would run it: on the same database, with the same rules. */
export async function withInstance<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
  return withConfig({ shareDatabase: true }, async ({ config, log }) => {
    await refuseOldSchema(config);
    const instance = createInstance(config, log);
    try {
      return await work(instance);
    } finally {
      await instance.close();
    }
  });
}
