import type { Express, RequestHandler } from "express";
import type { Instance } from "../instance.ts";
import { createReadiness } from "../monitoring/readiness.ts";
import { Problem } from "../problems.ts";
import { methodNotAllowed } from "./responses/problem-handler.ts";

/** Mounts the probes for liveness and readiness, which have no rate limit. */
export function mountHealth(
  app: Express,
  { reads, draining, stopping }: Pick<Instance, "reads" | "draining" | "stopping">,
): void {
  const isReady = createReadiness(reads);
  const probe = (path: string, handler: RequestHandler) => {
    app.get(path, handler);
    app.all(path, methodNotAllowed(["GET"]));
  };

  probe("/healthz", (_req, res) => {
    res.set("Cache-Control", "no-store").json({ status: "alive" });
  });
  probe("/readyz", async (_req, res) => {
    res.set("Cache-Control", "no-store");
    if (draining.aborted || stopping.aborted) throw notReady("The server is stopping.");
    if (!(await isReady())) throw notReady("The database does not respond.");
    res.json({ status: "ready" });
  });
}

function notReady(detail: string): Problem {
  return new Problem("unavailable", detail, { retry_after: 1 });
}
