import { createHmac, randomUUID } from "node:crypto";
import { accountLink, hashAccountToken } from "../../account/tokens.ts";
import { type Config, signingSecrets } from "../../config.ts";
import { mailEnabled } from "../../mail/enqueue.ts";
import type { Member } from "../schemas.ts";
import type { InvitationKey, InvitedRow, LinkKey, StoredToken } from "./invitation-queries.ts";

const prefix = "sli_";
const shape = /^sli_[A-Za-z0-9_-]{86}$/;
const ID_BYTES = 16;

type Secrets = Pick<Config, "slackySecret" | "slackySecretsOld">;

export type LinkConfig = Secrets & Pick<Config, "publicUrl" | "smtpUrl">;

/**
 * A new token of an invitation. It begins with the IDs of the workspace and the invitation, so that
 * the invitation is found by its key, and ends with 256 bits that only the server's secret yields.
 */
export function newInvitationToken(
  { slackySecret }: Secrets,
  key: InvitationKey,
): StoredToken & { token: string } {
  const nonce = randomUUID();
  const token = deriveToken(slackySecret, key, nonce);
  return { nonce, hash: hashAccountToken(token), token };
}

/**
 * A row as the API returns it. Without a mail server it has the link, as long as the secret that it is
 * derived from is known.
 */
export function withLink(
  { token_nonce, token_hash, ...member }: InvitedRow,
  config: LinkConfig,
): Member {
  const { workspace_id, invitation_id, state } = member;
  const isShown = !mailEnabled(config) && state === "invited";
  if (!isShown || !invitation_id || !token_nonce || !token_hash) return { ...member, link: null };
  const key = { workspace_id, id: invitation_id };
  const token = signingSecrets(config)
    .map((secret) => deriveToken(secret, key, token_nonce))
    .find((candidate) => hashAccountToken(candidate).equals(token_hash));
  return { ...member, link: token ? accountLink(config, "invitation", token) : null };
}

/** The invitation that a token names; undefined if it does not have the form of one. */
export function readInvitationToken(token: string): LinkKey | undefined {
  if (!shape.test(token)) return undefined;
  const bytes = Buffer.from(token.slice(prefix.length), "base64url");
  return {
    workspace_id: toUuid(bytes.subarray(0, ID_BYTES)),
    id: toUuid(bytes.subarray(ID_BYTES, 2 * ID_BYTES)),
    hash: hashAccountToken(token),
  };
}

function deriveToken(secret: string, { workspace_id, id }: InvitationKey, nonce: string): string {
  const message = JSON.stringify(["slacky.invitation.v1", workspace_id, id, nonce]);
  const proof = createHmac("sha256", secret).update(message).digest();
  const bytes = Buffer.concat([toBytes(workspace_id), toBytes(id), proof]);
  return prefix + bytes.toString("base64url");
}

function toBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function toUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
