import { isPersonOnly, type Permission, roleHas, roles } from "../../auth/permissions.ts";
import { type ProblemCode, problems } from "../../problems.ts";
import { type Endpoint, isRead, takesIdempotencyKey } from "../endpoint.ts";

/** All problem codes of an operation: those that its middleware chain can throw, and its own. */
export function refusalsOf(endpoint: Endpoint): ProblemCode[] {
  const { path, spec } = endpoint;
  const codes = new Set<ProblemCode>([
    "invalid_request",
    "not_acceptable",
    "rate_limited",
    "internal",
    "unavailable",
    ...(spec.problems ?? []),
  ]);
  if (spec.permission !== "anyone") codes.add("unauthenticated");
  if (spec.permission === "signed_in") codes.add("person_required");
  if (isInWorkspace(spec.permission) || "scope" in spec) codes.add("insufficient_scope");
  if (isPersonOnly(spec.permission as Permission)) codes.add("person_required");
  if (isRestricted(spec.permission)) codes.add("forbidden");
  if (path.includes(":")) codes.add("not_found");
  if (spec.sessionCookie) codes.add("cross_origin_refused");
  if (spec.body) codes.add("content_too_large").add("unsupported_media_type");
  if (spec.conditional) codes.add("version_mismatch").add("precondition_required");
  if (!isRead(spec)) codes.add("commit_unknown");
  if (takesIdempotencyKey(endpoint)) codes.add("request_in_progress").add("idempotency_key_reused");
  return inOrder(codes);
}

export function takesIfMatch({ spec }: Endpoint): boolean {
  return spec.conditional === true || (spec.problems ?? []).includes("version_mismatch");
}

/** Whether it returns 304 to a client that already has the current version. */
export function takesIfNoneMatch({ spec }: Endpoint): boolean {
  return spec.etag === true && isRead(spec);
}

/** The roles with this permission; none if it is not one of a workspace. */
export function rolesFor(permission: string): string[] {
  return roles.filter((role) => roleHas(role, permission as Permission));
}

/** Whether it is a workspace permission, and not a word such as `anyone` for operations outside. */
export function isInWorkspace(permission: string): boolean {
  return rolesFor(permission).length > 0;
}

/** The codes by status. */
export function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  return Map.groupBy(codes, (code) => problems[code].status);
}

/** Whether there is a role without this permission. */
function isRestricted(permission: string): boolean {
  return isInWorkspace(permission) && rolesFor(permission).length < roles.length;
}

function inOrder(codes: Set<ProblemCode>): ProblemCode[] {
  return (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code));
}
