import { balancerKinds } from "./balancers.ts";
import { proveRollingRestart } from "./rolling-restart.ts";

const balancers = Object.keys(balancerKinds) as (keyof typeof balancerKinds)[];

/** Rolling restarts with the balancers that the documents configure. */
export const restartProofs = balancers.map((balancer) => ({
  promise: `no request fails while three processes with ${balancer} in front are restarted one after the other, and a migration runs`,
  large: 2,
  count: (rounds: number) => proveRollingRestart({ balancer, rounds }),
  expected: (rounds: number) => ({ failed: 0, restarts: 3 * rounds, migrations: 1 }),
}));
