import type { Member } from "../../../client/index.ts";

/** A member and an invitation have different IDs. */
export function memberId({ user_id, invitation_id }: Member): string {
  return user_id ?? invitation_id ?? "";
}

/** The rows with one of them changed, or without it. */
export function replaceMember(rows: Member[], member: Member, next: Member | undefined): Member[] {
  const id = memberId(member);
  return rows.flatMap((row) => {
    if (memberId(row) !== id) return [row];
    return next ? [next] : [];
  });
}
