/** Loads the code that follows the first page, once. */
export async function loadLaterParts() {
  const { laterParts } = await import("./later-parts.ts");
  return laterParts;
}
