/** What a command does, and when it can. */
export interface Behaviour {
  run(): void;
  /** Always, unless it says. The place of the command is checked besides. */
  isAvailable?(): boolean;
}
