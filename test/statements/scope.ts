import type { ColumnRef, Node } from "libpg-query";

/** Our tables, each with the column that says whose the row is; none where it is nobody's. */
export type Tables = ReadonlyMap<string, string | undefined>;

/** What a statement reads or changes, under the name that it has there. */
export interface Relation {
  /** Absent where it is no table of ours, but what another query gives, which is judged by itself. */
  table?: string;
  /** The column that says whose the row is. */
  key?: string | undefined;
  /** Whether its rows are those of a workspace that is named. */
  isGuaranteed: boolean;
}

/** The names that one query knows. */
export interface Scope {
  relations: Map<string, Relation>;
  queries: Set<string>;
  outer: Scope | undefined;
}

/** What a name stands for, here or in a query around. */
export function find(scope: Scope | undefined, alias: string): Relation | undefined {
  return scope && (scope.relations.get(alias) ?? find(scope.outer, alias));
}

export function isQuery(scope: Scope | undefined, name: string): boolean {
  return scope !== undefined && (scope.queries.has(name) || isQuery(scope.outer, name));
}

/** Of `t.id`: what `t` is, and `id`. A name alone belongs to the only relation that there is. */
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

/** Whether an expression can only be the workspace that the statement is about. */
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
