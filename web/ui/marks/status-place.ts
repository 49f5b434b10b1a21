interface Status {
  status: string;
  category: string;
}

/** Where a status stands among those of its category, which its glyph shows. Unknown ones are `todo`. */
export function placeInCategory(
  statuses: readonly Status[] | undefined,
  status: string,
): { category: string; position: number; count: number } {
  const category = statuses?.find((each) => each.status === status)?.category;
  if (!statuses || category === undefined) return { category: "todo", position: 0, count: 1 };
  const same = statuses.filter((each) => each.category === category);
  return {
    category,
    position: same.findIndex((each) => each.status === status),
    count: same.length,
  };
}
