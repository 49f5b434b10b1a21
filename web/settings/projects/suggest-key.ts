/** A key for a project of this name: the first letters of its words, or of its only word. */
export function suggestKey(name: string): string {
  const words = name
    .normalize("NFD")
    .toUpperCase()
    .replace(/[^A-Z0-9\s-]/g, "")
    .split(/[\s-]+/)
    .filter((word) => /^[A-Z]/.test(word));
  const [first = ""] = words;
  const key = words.length > 1 ? words.map(([letter]) => letter).join("") : first.slice(0, 3);
  return key.length < 2 ? "" : key.slice(0, 10);
}
