import type { Member } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { members, myId, workspace } from "../../store/workspace.ts";
import { createLookUp } from "./look-up.ts";
import { matchingPeople, type Person, SHOWN } from "./match-people.ts";

/** With fewer matches than this among the members that are loaded, the server is asked. */
const ENOUGH = 8;

const membersFound = createLookUp<Member>(async (q, signal) => {
  const workspace_id = workspace.peek()?.id ?? "";
  const page = await api.listMembers({ workspace_id, q, limit: SHOWN }, { signal });
  return page.data;
});

/** The active members whose name or handle matches, among those loaded and then on the server. */
export function peopleMatching(text: string): Person[] {
  const wanted = text.trim().toLowerCase();
  const known = [...members.value.values()];
  const matching = matchingPeople(known, wanted, myId.value);
  if (wanted === "" || matching.length >= ENOUGH) return matching;
  return matchingPeople([...known, ...(membersFound.rows(wanted) ?? [])], wanted, myId.value);
}
