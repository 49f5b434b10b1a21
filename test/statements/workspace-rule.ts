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

/** Lists the tables that the statement uses without a workspace, and those that it reads with all columns. */
export function workspaceRuleErrors(text: string, tables: Tables): string[] {
  const check = { tables, faults: new Set<string>() };
  for (const { stmt } of parseSync(text).stmts ?? []) visit(check, stmt, undefined);
  return [...check.faults];
}

interface StatementCheck {
  tables: Tables;
  faults: Set<string>;
}

function visit(check: StatementCheck, part: unknown, scope: Scope | undefined): void {
  if (typeof part !== "object" || part === null) return;
  const kind = kinds.find((kind) => kind in part);
  if (kind) return void checkStatement(check, (part as Record<string, Statement>)[kind]!, scope);
  if ("ColumnRef" in part && scope) checkColumn(check, part.ColumnRef as ColumnRef, scope);
  for (const child of Object.values(part)) visit(check, child, scope);
}

function checkStatement(
  check: StatementCheck,
  statement: Statement,
  outer: Scope | undefined,
): Scope {
  const { withClause, larg, rarg, cols, selectStmt: _, ...rest } = statement;
  const scope: Scope = { relations: new Map(), queries: new Set(), outer };
  for (const query of withClause?.ctes ?? []) {
    if ("CommonTableExpr" in query) scope.queries.add(query.CommonTableExpr.ctename ?? "");
  }
  visit(check, withClause?.ctes, scope);
  for (const side of [larg, rarg]) if (side) checkStatement(check, side as Statement, scope);

  const { relation, fromClause = [], usingClause = [], whereClause } = rest;
  const from = [...(relation ? [{ RangeVar: relation }] : []), ...fromClause, ...usingClause];
  const conditions: Condition[] = [];
  const names = from.flatMap((node) =>
    addRelations(node, { scope, tables: check.tables, conditions }),
  );
  conditions.push({ expression: whereClause, names });
  areGuaranteed(scope, conditions);
  if (cols) guaranteeInserted(check, statement, scope);

  for (const { table, isGuaranteed } of scope.relations.values()) {
    if (table && !isGuaranteed) check.faults.add(`${table} without a condition on its workspace`);
  }
  visit(check, rest, scope);
  return scope;
}

/** New rows are restricted if each gets its workspace from the workspace of the statement. */
function guaranteeInserted(
  check: StatementCheck,
  { cols = [], selectStmt }: Statement,
  scope: Scope,
): void {
  const [target] = scope.relations.values();
  if (!target || !selectStmt || !("SelectStmt" in selectStmt)) return;
  const { valuesLists, targetList = [] } = selectStmt.SelectStmt;
  const source = checkStatement(check, selectStmt.SelectStmt as Statement, scope);
  const rows = valuesLists?.map((row) => ("List" in row ? (row.List.items ?? []) : [])) ?? [
    targetList.map((column) => ("ResTarget" in column ? column.ResTarget.val : undefined)),
  ];
  const place = cols.findIndex(
    (column) => "ResTarget" in column && column.ResTarget.name === target.key,
  );
  target.isGuaranteed ||= place >= 0 && rows.every((row) => isWorkspace(source, row[place]));
}

/** `*`, `t.*`, or the whole row as one value. */
function checkColumn(check: StatementCheck, { fields = [] }: ColumnRef, scope: Scope): void {
  const [first, second] = fields;
  if (!first || (second && !("A_Star" in second))) return;
  const taken =
    "String" in first ? [find(scope, first.String.sval ?? "")] : [...scope.relations.values()];
  for (const relation of taken) {
    if (relation?.table) check.faults.add(`${relation.table}.*, where columns should be listed`);
  }
}
