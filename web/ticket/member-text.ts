import { memberName } from "../store/workspace.ts";
import { shellWords } from "../words/en/shell.ts";

/** The name of a member, or what stands in its place. */
export const memberText = (id: string): string => memberName(id) ?? shellWords.formerMember;
