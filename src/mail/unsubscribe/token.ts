import { createHmac, timingSafeEqual } from "node:crypto";
import { type NotificationReason, notificationReasons } from "../../notifications/reasons.ts";

/** What is turned off: mail for a reason, all mail of the workspace, or what a ticket sends. */
export type UnsubscribeTarget =
  | { kind: "reason"; reason: NotificationReason }
  | { kind: "workspace" }
  | { kind: "ticket"; ticket_id: string };

export interface Unsubscription {
  user_id: string;
  workspace_id: string;
  target: UnsubscribeTarget;
}

const MAC_BYTES = 16;
const ID_BYTES = 16;
const kinds = ["reason", "workspace", "ticket"] as const;

/** Signs an unsubscription, so that the link of a mail grants this and nothing else, without a time limit. */
export function createUnsubscribeToken(
  secret: string,
  { user_id, workspace_id, target }: Unsubscription,
): string {
  const content = Buffer.concat([
    Buffer.from([
      kinds.indexOf(target.kind),
      target.kind === "reason" ? notificationReasons.indexOf(target.reason) : 0,
    ]),
    bytesOf(user_id),
    bytesOf(workspace_id),
    ...(target.kind === "ticket" ? [bytesOf(target.ticket_id)] : []),
  ]);
  return Buffer.concat([macOf(secret, content), content]).toString("base64url");
}

/** Undefined if none of the secrets has signed it. */
export function parseUnsubscribeToken(
  secrets: readonly string[],
  token: string,
): Unsubscription | undefined {
  const bytes = Buffer.from(token, "base64url");
  const content = bytes.subarray(MAC_BYTES);
  if (content.length < 2 + 2 * ID_BYTES) return undefined;
  const mac = bytes.subarray(0, MAC_BYTES);
  if (!secrets.some((secret) => timingSafeEqual(macOf(secret, content), mac))) return undefined;
  const target = targetOf(content);
  if (!target) return undefined;
  return {
    user_id: idOf(content.subarray(2, 2 + ID_BYTES)),
    workspace_id: idOf(content.subarray(2 + ID_BYTES, 2 + 2 * ID_BYTES)),
    target,
  };
}

function targetOf(content: Buffer): UnsubscribeTarget | undefined {
  const reason = notificationReasons[content[1] ?? 0];
  switch (kinds[content[0] ?? 0]) {
    case "reason":
      return reason && { kind: "reason", reason };
    case "workspace":
      return { kind: "workspace" };
    case "ticket":
      return { kind: "ticket", ticket_id: idOf(content.subarray(2 + 2 * ID_BYTES)) };
    default:
      return undefined;
  }
}

/** The name keeps the MAC from being valid for anything else that the secret signs. */
function macOf(secret: string, content: Buffer): Buffer {
  const mac = createHmac("sha256", secret).update("slacky unsubscribe\0").update(content).digest();
  return mac.subarray(0, MAC_BYTES);
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

function idOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
