import { parseSync } from "libpg-query";
import type { Tables } from "./scope.ts";

/** Every table of the schema, with the column that says whose its rows are. */
export function readTables(schema: string): Tables {
  const tables = new Map<string, string | undefined>();
  for (const { stmt } of parseSync(schema).stmts ?? []) {
    if (!stmt || !("CreateStmt" in stmt)) continue;
    const { relation, tableElts = [] } = stmt.CreateStmt;
    const name = relation?.relname ?? "";
    const columns = tableElts.map((part) => ("ColumnDef" in part ? part.ColumnDef.colname : ""));
    const key = name === "workspaces" ? "id" : columns.find((column) => column === "workspace_id");
    tables.set(name, key);
  }
  return tables;
}
