import type { ColumnRef, Node } from "libpg-query";

/** Our tables, each with the column that identifies the workspace; undefined if a table has none. */
export type Tables = ReadonlyMap<string, string | undefined>;

/** A relation that a statement reads or changes, by its name in the statement. */
export interface Relation {
  /** Absent if it is not one of our tables but the result of another query, which is checked separately. */
  table?: string;
  /** The column that identifies the workspace. */
  key?: string | undefined;
  /** Whether its rows are restricted to a named workspace. */
  isGuaranteed: boolean;
}

/** The names that are visible in one query. */
export interface Scope {
  relations: Map<string, Relation>;
  queries: Set<string>;
  outer: Scope | undefined;
}

/** Resolves a name in this query or an enclosing one. */
export function find(scope: Scope | undefined, alias: string): Relation | undefined {
  return scope && (scope.relations.get(alias) ?? find(scope.outer, alias));
}

export function isQuery(scope: Scope | undefined, name: string): boolean {
  return scope !== undefined && (scope.queries.has(name) || isQuery(scope.outer, name));
}

/** Resolves `t.id` to the relation `t` and the column `id`. An unqualified name belongs to the only relation. */
export function resolve(
  scope: Scope,
  { fields = [] }: ColumnRef,
): { relation: Relation; column: string } | undefined {
  const names = fields.map((field) => ("String" in field ? (field.String.sval ?? "") : "*"));
  const [only] = scope.relations.size === 1 ? scope.relations.values() : [];
  const [alias = "", column = ""] = names;
  const relation = names.length > 1 ? find(scope, alias) : only;
  return relation && { relation, column: names.length > 1 ? column : alias };
}

/** Whether an expression can only be the workspace of the statement. */
export function isWorkspace(scope: Scope, expression: Node | undefined): boolean {
  if (!expression) return false;
  if ("ParamRef" in expression) return true;
  if ("TypeCast" in expression) return isWorkspace(scope, expression.TypeCast.arg);
  if (!("ColumnRef" in expression)) return false;
  const found = resolve(scope, expression.ColumnRef);
  return (
    found?.relation.isGuaranteed === true && found.column === (found.relation.key ?? "workspace_id")
  );
}
