import type { Act } from "./acts.ts";
import type { Viewer } from "./demo.ts";

/** A screen of the app: an address below the workspace's slug, and what is done there. */
export interface Screen {
  name: string;
  /** Below the slug; with a leading slash, an address of its own. */
  path: string;
  act?: Act;
  /** Who looks at it, if it is not the person who is guided through the demo. */
  as?: Viewer;
  /** Whether no other screen can follow in its session, such as after a question that has to be answered. */
  hasOwnSession?: true;
  /** Where a phone has no such thing. */
  isWide?: true;
  /** What the page gets for what it reads after its workspace is known. */
  answers?: "never" | "fails";
}
