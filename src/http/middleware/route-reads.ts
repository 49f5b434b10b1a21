import { isRead, type Spec } from "../../contract/endpoint.ts";
import { Routing } from "../../db/replicas/routing.ts";
import type { Instance } from "../../instance.ts";
import type { ApiResponse, Middleware } from "../locals.ts";

const header = "Slacky-Position";

/** Decides where the request reads. Only for an instance with replicas. */
export function routeReads({ replicas }: Instance, spec: Spec): Middleware[] {
  if (!replicas) return [];
  return [
    (req, res, next) => {
      const sent = req.get(header);
      // Only the frequent reads. Others may take longer than a replica has.
      const wantsReplica = "queries" in spec && (sent !== undefined || replicas.readsAll);
      res.locals.routing = new Routing(replicas, { sent, isRead: isRead(spec), wantsReplica });
      next();
    },
  ];
}

/** Sets the position of the answer, and waits for the replicas if it ends somebody's access. */
export async function finishRouting(
  res: ApiResponse,
  { endsAccess }: Spec,
  { isError }: { isError: boolean },
): Promise<void> {
  const { routing } = res.locals;
  if (!routing) return;
  const isEnd = isError
    ? endsAccess === "when_refused" && routing.mayHaveCommitted
    : endsAccess === true;
  routing.countRead();
  if (isEnd) await routing.untilReplayed();
  const position = routing.headerOf({ isError });
  if (position !== undefined) res.set(header, position);
}
