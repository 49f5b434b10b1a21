import { signingSecrets } from "../config.ts";
import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { limits } from "../limits.ts";
import { readHead } from "./head.ts";
import { listAuditRecords } from "./list.ts";
import { AuditHead, AuditQuery, AuditRecordPage, Verification, VerifyQuery } from "./schemas.ts";
import { verifyRecords } from "./verify.ts";

export const auditEndpoints = [
  endpoint("GET", `${workspacePath}/audit`, {
    operation: "listAuditRecords",
    summary: "List audit records, newest first",
    permission: "audit:read",
    params: workspaceParams,
    query: AuditQuery,
    response: AuditRecordPage,
    read: (db, { context, query, instance: { cursors } }) =>
      listAuditRecords(db, context, cursors, query),
  }),
  endpoint("GET", `${workspacePath}/audit/verify`, {
    operation: "verifyAuditLog",
    summary: "Verify the chain of the audit log, a batch of records at a time",
    permission: "audit:read",
    params: workspaceParams,
    query: VerifyQuery,
    response: Verification,
    read: (db, { context: { workspace_id }, query, instance: { config } }) =>
      verifyRecords(
        db,
        { workspace_id, secrets: signingSecrets(config) },
        { ...query, limit: limits.audit_verified },
      ),
  }),
  endpoint("GET", `${workspacePath}/audit/head`, {
    operation: "getAuditHead",
    summary: "Get the signed head of the audit log, to store it elsewhere",
    permission: "audit:read",
    params: workspaceParams,
    response: AuditHead,
    read: (db, { context, instance: { config } }) =>
      readHead(db, context.workspace_id, config.slackySecret),
  }),
];
