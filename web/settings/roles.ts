import type { Member } from "../../client/index.ts";
import { settingsWords as words } from "../words/en/settings.ts";

const roles: readonly Member["role"][] = ["viewer", "member", "admin"];

export const roleOptions = roles.map((role) => ({ value: role, label: words.roles[role] }));
