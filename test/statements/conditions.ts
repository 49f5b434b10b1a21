import type { Node } from "libpg-query";
import { isQuery, isWorkspace, type Relation, resolve, type Scope, type Tables } from "./scope.ts";

/** A condition, and the relations whose rows it restricts: an outer join does not restrict one side. */
export interface Condition {
  expression: Node | undefined;
  names: readonly string[];
}

/** Adds the relations in `from` to the scope, with the conditions of its joins. Returns their names. */
export function addRelations(
  node: Node,
  into: { scope: Scope; tables: Tables; conditions: Condition[] },
): string[] {
  const { scope, tables, conditions } = into;
  if ("JoinExpr" in node) {
    const { larg, rarg, jointype, quals } = node.JoinExpr;
    const left = larg ? addRelations(larg, into) : [];
    const right = rarg ? addRelations(rarg, into) : [];
    const asked = {
      JOIN_INNER: [...left, ...right],
      JOIN_LEFT: right,
      JOIN_RIGHT: left,
    }[String(jointype)];
    conditions.push({ expression: quals, names: asked ?? [] });
    return [...left, ...right];
  }
  if ("RangeVar" in node) {
    const { relname = "", alias } = node.RangeVar;
    const isOurs = tables.has(relname) && !isQuery(scope, relname);
    const key = tables.get(relname);
    const relation = isOurs ? { table: relname, key, isGuaranteed: key === undefined } : derived;
    return [add(scope, alias?.aliasname ?? relname, { ...relation })];
  }
  const [range] = Object.values(node) as { alias?: { aliasname?: string } }[];
  return [add(scope, range?.alias?.aliasname ?? "", { ...derived })];
}

const derived: Relation = { isGuaranteed: true };

function add(scope: Scope, name: string, relation: Relation): string {
  scope.relations.set(name, relation);
  return name;
}

/** Marks each relation whose workspace a condition names, then those that are equal to it, and so on. */
export function areGuaranteed(scope: Scope, conditions: readonly Condition[]): void {
  const equalities = conditions.flatMap(({ expression, names }) =>
    equalitiesIn(expression).map((sides) => ({ sides, names })),
  );
  let isDone = false;
  while (!isDone) {
    isDone = true;
    for (const { sides, names } of equalities) {
      for (const [one, other] of [sides, sides.toReversed()]) {
        const relation = keyOf(scope, names, one);
        if (!relation || relation.isGuaranteed || !isWorkspace(scope, other)) continue;
        relation.isGuaranteed = true;
        isDone = false;
      }
    }
  }
}

/** Finds the relation among these whose workspace column the expression is. */
function keyOf(
  scope: Scope,
  names: readonly string[],
  expression: Node | undefined,
): Relation | undefined {
  if (!expression || !("ColumnRef" in expression)) return undefined;
  const { relation, column } = resolve(scope, expression.ColumnRef) ?? {};
  const isAsked = names.some((name) => scope.relations.get(name) === relation);
  return isAsked && relation?.key === column ? relation : undefined;
}

type Sides = [Node | undefined, Node | undefined];

/** The pairs that are equal in all rows: from `and`, `(a, b) = (c, d)`, `= any($1)` and `is not distinct from`. */
function equalitiesIn(expression: Node | undefined): Sides[] {
  if (!expression) return [];
  if ("BoolExpr" in expression) {
    const { boolop, args = [] } = expression.BoolExpr;
    return boolop === "AND_EXPR" ? args.flatMap(equalitiesIn) : [];
  }
  if (!("A_Expr" in expression)) return [];
  const { kind, name = [], lexpr, rexpr } = expression.A_Expr;
  const [operator] = name;
  if (!operator || !("String" in operator) || operator.String.sval !== "=") return [];
  if (!["AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_NOT_DISTINCT"].includes(String(kind))) return [];
  if (lexpr && rexpr && "RowExpr" in lexpr && "RowExpr" in rexpr) {
    const others = rexpr.RowExpr.args ?? [];
    return (lexpr.RowExpr.args ?? []).map((one, place) => [one, others[place]]);
  }
  return [[lexpr, rexpr]];
}
