import { randomUUID, randomUUIDv7 } from "node:crypto";
import { putAddressChange } from "../../src/account/address-queries.ts";
import { insertAccountToken } from "../../src/account/token-queries.ts";
import { hashAccountToken, newAccountToken, type TokenPurpose } from "../../src/account/tokens.ts";
import type { Role } from "../../src/auth/permissions.ts";
import { documentOf } from "../../src/comments/document.ts";
import { insertComment } from "../../src/comments/queries.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { systemOrigin } from "../../src/events/record.ts";
import { newInvitationToken } from "../../src/members/invitations/invitation-token.ts";
import { insertNotice } from "../../src/notifications/notify.ts";
import { insertSession } from "../../src/sessions/queries.ts";
import { setPasswordHash } from "../../src/users/queries.ts";
import { givenAccount, goodPassword } from "../support/accounts.ts";
import { givenMember, givenServiceAccount, givenTicket } from "../support/given.ts";
import { hasBeenMember, type Scene, type Somebody } from "./scene.ts";

/** Returns an email address that nobody uses. */
export function newHandle(): string {
  return `h-${randomUUID().slice(0, 8)}`;
}

export function newAddress(): string {
  return `somebody-${randomUUID()}@example.com`;
}

/** The token of a link that was mailed to somebody, who asked to change their address. */
export async function newAccountLink({ api }: Scene, purpose: TokenPurpose): Promise<string> {
  const { id, email } = await givenAccount(api);
  const token = newAccountToken(purpose);
  const hash = hashAccountToken(token);
  await api.db.batch([
    insertAccountToken({ hash, user_id: id, purpose, email, is_mailed: true, hours: 1 }),
    putAddressChange({ user_id: id, email: newAddress(), former_email: email }),
  ]);
  return token;
}

export async function newRefreshToken({ api }: Scene): Promise<{ refresh_token: string }> {
  const { refresh_token } = await givenAccount(api);
  return { refresh_token };
}

/** A notice in the workspace for somebody who is or was a member, otherwise one without a workspace. */
export async function newNotice(scene: Scene, { id: user_id }: Somebody): Promise<string> {
  const { api, workspace, callers } = scene;
  const isThere =
    hasBeenMember(scene, { id: user_id, token: "" }) && user_id !== callers.removed.id;
  const workspace_id = isThere ? workspace.id : null;
  const notice = { type: "test", text: "Something happened." };
  await transaction(api.db, async (tx) => insertNotice(tx, { user_id, workspace_id, notice }));
  const [row] = await api.db.query(sql<{ id: string }>`
    select n.id
      from notifications n
     where n.workspace_id is not distinct from ${workspace_id}
       and n.user_id = ${user_id}
     order by n.changed_at desc
     limit 1`);
  return row?.id ?? "";
}

export async function newSession({ api }: Scene, { id: user_id }: Somebody): Promise<string> {
  const id = randomUUIDv7();
  await api.db.query(insertSession({ id, user_id }, systemOrigin));
  return id;
}

/** Sets a known password. A service account cannot have one. */
export async function newPassword({ api }: Scene, { id, email }: Somebody): Promise<string> {
  if (email === undefined) return goodPassword;
  const hash = await api.instance.passwords.hashPassword(id, goodPassword);
  await api.db.query(setPasswordHash(id, hash));
  return goodPassword;
}

export async function newMember({ api, workspace }: Scene, role: Role = "member"): Promise<string> {
  const { id } = await givenMember(api, workspace, role);
  return id;
}

export async function newApiToken({
  api,
  world,
}: Scene): Promise<{ user_id: string; token_id: string }> {
  const { id, token_id } = await givenServiceAccount(api, world);
  return { user_id: id, token_id };
}

export async function newInvitation({ api, workspacePath, maker }: Scene): Promise<string> {
  const invitation = { email: newAddress(), role: "member" };
  const { body } = await api.post(maker, `${workspacePath}/members`, invitation);
  return body.invitation_id;
}

/** The token of the link of a new invitation, or of one that is renewed. */
export async function newInvitationLink(
  { api, workspace, workspacePath, maker }: Scene,
  email = newAddress(),
): Promise<string> {
  const { body } = await api.post(maker, `${workspacePath}/members`, { email, role: "member" });
  const key = { workspace_id: workspace.id, id: body.invitation_id };
  const { token, hash, nonce } = newInvitationToken(api.instance.config, key);
  await api.db.query(sql`
    update invitations set token_hash = ${hash}, token_nonce = ${nonce}
     where workspace_id = ${key.workspace_id} and id = ${key.id}`);
  return token;
}

let projects = 0;
export function newKey(): string {
  projects += 1;
  return `P${projects}`;
}

export async function newProject(
  { api, workspacePath, maker }: Scene,
  { archived = false }: { archived?: boolean } = {},
): Promise<string> {
  const { body } = await api.post(maker, `${workspacePath}/projects`, {
    name: "Mill",
    key: newKey(),
  });
  if (archived) await api.delete(maker, `${workspacePath}/projects/${body.id}`);
  return body.id;
}

/** Creates a project with a single ticket, which a claim then takes. */
export async function newQueue(scene: Scene): Promise<string> {
  const id = await newProject(scene);
  await scene.api.post(scene.maker, `${scene.workspacePath}/projects/${id}/tickets`, {
    title: "Next",
  });
  return id;
}

export async function newTicket(
  { api, world, workspacePath, maker }: Scene,
  {
    deleted = false,
    ...draft
  }: { deleted?: boolean; status?: string; labels?: string[]; assignee_id?: string } = {},
): Promise<string> {
  const { id } = await givenTicket(api, world, draft);
  if (deleted) await api.delete(maker, `${workspacePath}/tickets/${id}`);
  return id;
}

export async function newLabel(scene: Scene): Promise<string> {
  const label = randomUUID();
  await newTicket(scene, { labels: [label] });
  return label;
}

/** Creates a ticket of the caller, or of the maker, whose first texts were replaced. */
export async function newEditedTicket(
  scene: Scene,
  by: Somebody,
): Promise<{ ticket_id: string; version: string }> {
  const { api, workspace, workspacePath, maker } = scene;
  const ticket_id = await newTicket(scene);
  const reporter_id = hasBeenMember(scene, by) ? by.id : maker.id;
  await api.db.query(sql`
    update tickets
       set reporter_id = ${reporter_id}
     where workspace_id = ${workspace.id}
       and id = ${ticket_id}`);
  await api.patch(maker, `${workspacePath}/tickets/${ticket_id}`, { title: "Edited" });
  return { ticket_id, version: "1" };
}

/** Creates a comment by the caller, or by the maker if the caller never was a member. */
export async function newComment(
  scene: Scene,
  by: Somebody,
): Promise<{ ticket_id: string; comment_id: string }> {
  const ticket_id = await newTicket(scene);
  const comment_id = randomUUIDv7();
  const author_id = hasBeenMember(scene, by) ? by.id : scene.maker.id;
  const at = new Date().toISOString();
  const text = { body: "Yes.", body_html: "<p>Yes.</p>", mentions: [] };
  const body = { ...text, version: 1, edited_at: null };
  const comment = {
    ...{ id: comment_id, workspace_id: scene.workspace.id, ticket_id, author_id },
    ...{ ...body, created_at: at, updated_at: at },
  };
  await scene.api.db.query(insertComment(comment, documentOf({ created_at: at }, comment)));
  return { ticket_id, comment_id };
}

/** The same with a text that replaced the first one. */
export async function newEditedComment(
  scene: Scene,
  by: Somebody,
): Promise<{ ticket_id: string; comment_id: string; version: string }> {
  const { ticket_id, comment_id } = await newComment(scene, by);
  const path = `${scene.workspacePath}/tickets/${ticket_id}/comments/${comment_id}`;
  await scene.api.patch(scene.maker, path, { body: "Edited." });
  return { ticket_id, comment_id, version: "1" };
}
