import {
  type ColumnRef,
  type DeleteStmt,
  type InsertStmt,
  loadModule,
  parseSync,
  type SelectStmt,
  type UpdateStmt,
} from "libpg-query";
import { addRelations, areGuaranteed, type Condition } from "./conditions.ts";
import { find, isWorkspace, type Scope, type Tables } from "./scope.ts";

await loadModule();

type Statement = SelectStmt & InsertStmt & UpdateStmt & DeleteStmt;
const kinds = ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"] as const;

/** Which tables of workspaces the statement reaches without saying whose rows, and which it takes whole. */
export function workspaceRuleErrors(text: string, tables: Tables): string[] {
  const judge = { tables, faults: new Set<string>() };
  for (const { stmt } of parseSync(text).stmts ?? []) visit(judge, stmt, undefined);
  return [...judge.faults];
}

interface Judge {
  tables: Tables;
  faults: Set<string>;
}

function visit(judge: Judge, part: unknown, scope: Scope | undefined): void {
  if (typeof part !== "object" || part === null) return;
  const kind = kinds.find((kind) => kind in part);
  if (kind) return void judgeStatement(judge, (part as Record<string, Statement>)[kind]!, scope);
  if ("ColumnRef" in part && scope) judgeColumn(judge, part.ColumnRef as ColumnRef, scope);
  for (const child of Object.values(part)) visit(judge, child, scope);
}

function judgeStatement(judge: Judge, statement: Statement, outer: Scope | undefined): Scope {
  const { withClause, larg, rarg, cols, selectStmt: _, ...rest } = statement;
  const scope: Scope = { relations: new Map(), queries: new Set(), outer };
  for (const query of withClause?.ctes ?? []) {
    if ("CommonTableExpr" in query) scope.queries.add(query.CommonTableExpr.ctename ?? "");
  }
  visit(judge, withClause?.ctes, scope);
  for (const side of [larg, rarg]) if (side) judgeStatement(judge, side as Statement, scope);

  const { relation, fromClause = [], usingClause = [], whereClause } = rest;
  const from = [...(relation ? [{ RangeVar: relation }] : []), ...fromClause, ...usingClause];
  const conditions: Condition[] = [];
  const names = from.flatMap((node) =>
    addRelations(node, { scope, tables: judge.tables, conditions }),
  );
  conditions.push({ expression: whereClause, names });
  areGuaranteed(scope, conditions);
  if (cols) holdInserted(judge, statement, scope);

  for (const { table, isHeld } of scope.relations.values()) {
    if (table && !isHeld) judge.faults.add(`${table} without a condition on its workspace`);
  }
  visit(judge, rest, scope);
  return scope;
}

/** New rows are held where each has its workspace from what the statement is about. */
function holdInserted(judge: Judge, { cols = [], selectStmt }: Statement, scope: Scope): void {
  const [target] = scope.relations.values();
  if (!target || !selectStmt || !("SelectStmt" in selectStmt)) return;
  const { valuesLists, targetList = [] } = selectStmt.SelectStmt;
  const source = judgeStatement(judge, selectStmt.SelectStmt as Statement, scope);
  const rows = valuesLists?.map((row) => ("List" in row ? (row.List.items ?? []) : [])) ?? [
    targetList.map((column) => ("ResTarget" in column ? column.ResTarget.val : undefined)),
  ];
  const place = cols.findIndex(
    (column) => "ResTarget" in column && column.ResTarget.name === target.key,
  );
  target.isHeld ||= place >= 0 && rows.every((row) => isWorkspace(source, row[place]));
}

/** `*`, `t.*`, or the whole row as one value. */
function judgeColumn(judge: Judge, { fields = [] }: ColumnRef, scope: Scope): void {
  const [first, second] = fields;
  if (!first || (second && !("A_Star" in second))) return;
  const taken =
    "String" in first ? [find(scope, first.String.sval ?? "")] : [...scope.relations.values()];
  for (const relation of taken) {
    if (relation?.table) judge.faults.add(`${relation.table}.*, where columns should be listed`);
  }
}
