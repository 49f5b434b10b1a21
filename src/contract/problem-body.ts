import { type Problem, problems } from "../problems.ts";

/** The body of an error response (RFC 9457). */
export function problemBody(
  { code, status, detail, members }: Problem,
  { publicUrl, request_id }: { publicUrl: string; request_id: string },
) {
  return {
    type: `${publicUrl}/docs/problems/${code}`,
    title: problems[code].title,
    status,
    code,
    detail,
    request_id,
    ...members,
  };
}
