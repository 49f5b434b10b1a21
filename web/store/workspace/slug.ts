/** The slug that a name would have, for a server that does not send slugs yet. */
export function slugOfName(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return slug.replace(/^-|-$/g, "") || "workspace";
}
