import { balancerKinds, lateBalancer } from "./balancers.ts";
import { proveRollingRestart, type Restarted } from "./rolling-restart.ts";

const balancers = Object.entries(balancerKinds);

/** Longer than the balancer needs to learn that a process stops. */
const DELAY_MS = 5_000;

interface RestartedWithDelay extends Restarted {
  /** The control: what fails if processes stop at once. */
  failed_without_delay: number;
  control_is_red: number;
}

async function proveDrainDelay(rounds: number): Promise<RestartedWithDelay> {
  const delayed = await proveRollingRestart({
    ...{ balancer: lateBalancer, rounds, drainDelayMs: DELAY_MS },
  });
  const control = await proveRollingRestart({
    ...{ balancer: lateBalancer, rounds: 1, drainDelayMs: 0 },
  });
  return {
    ...delayed,
    failed_without_delay: control.failed,
    control_is_red: control.failed > 0 ? 1 : 0,
  };
}

/** Rolling restarts with the balancers that the documents configure, and with one that learns late. */
export const restartProofs = [
  ...balancers.map(([name, balancer]) => ({
    promise: `no request fails while three processes with ${name} in front are restarted one after the other, and a migration runs`,
    large: 2,
    count: (rounds: number) => proveRollingRestart({ balancer, rounds }),
    expected: (rounds: number) => ({ failed: 0, restarts: 3 * rounds, migrations: 1 }),
  })),
  {
    promise:
      "no request fails while three processes are restarted whose balancer learns two seconds late that one stops (the control, without DRAIN_DELAY_MS, fails some)",
    large: 2,
    count: proveDrainDelay,
    expected: (rounds: number) => ({
      ...{ failed: 0, restarts: 3 * rounds, migrations: 1, control_is_red: 1 },
    }),
  },
];
