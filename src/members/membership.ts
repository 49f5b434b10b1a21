import { z } from "zod";
import { roles } from "../auth/permissions.ts";
import { id, timestamp } from "../contract/fields.ts";
import { slugs } from "../workspaces/slug.ts";
import { shownHandle } from "./handles/handle.ts";

const workspace_name = z.string().meta({ example: "Analytical Engines" });
const role = z.enum(roles);

/** A membership, as the API returns it to the member. */
export const Membership = z
  .object({
    workspace_id: id,
    workspace_name,
    ...slugs,
    role,
    handle: shownHandle,
    state: z.literal("active"),
  })
  .meta({ id: "Membership" });

export type Membership = z.output<typeof Membership>;

/** An invitation, as the API returns it to the invited user. */
export const OwnInvitation = z
  .object({
    workspace_id: id,
    workspace_name,
    role,
    created_at: timestamp,
    state: z.enum(["invited", "expired"]),
    expires_at: timestamp,
  })
  .meta({ id: "OwnInvitation" });

export type OwnInvitation = z.output<typeof OwnInvitation>;
