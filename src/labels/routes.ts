import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { workspaceParams } from "../contract/fields.ts";
import { deleteLabel } from "./delete.ts";
import { labelsQuery, toLabelPage } from "./list.ts";
import { renameLabel } from "./rename.ts";
import { Label, LabelPage, LabelParams, LabelsQuery, UpdateLabelBody } from "./schemas.ts";

const labelPath = `${workspacePath}/labels/:label`;

export const labelEndpoints = [
  endpoint("GET", `${workspacePath}/labels`, {
    operation: "listLabels",
    summary: "List the labels of a workspace",
    permission: "ticket:read",
    params: workspaceParams,
    query: LabelsQuery,
    response: LabelPage,
    queries: ({ params, query, instance: { cursors } }) => [
      labelsQuery({ ...params, query, cursors }),
    ],
    respond: ([rows], { params, query, instance: { cursors } }) =>
      toLabelPage({ ...params, query, cursors }, rows),
  }),
  endpoint("PATCH", labelPath, {
    operation: "updateLabel",
    summary: "Rename a label, or merge it into another",
    onRepeat: "a repeat returns 404, because no label has the old name any more.",
    permission: "label:manage",
    action: "label.renamed",
    params: LabelParams,
    body: UpdateLabelBody,
    response: Label,
    problems: ["label_busy"],
    write: (tx, { context, params: { label }, body }) =>
      renameLabel(tx, context, { name: label, new_name: body.name }),
  }),
  endpoint("DELETE", labelPath, {
    operation: "deleteLabel",
    summary: "Delete a label and remove it from all tickets",
    permission: "label:manage",
    action: "label.deleted",
    params: LabelParams,
    write: (tx, { context, params }) => deleteLabel(tx, context, params.label),
  }),
];
