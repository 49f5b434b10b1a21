/** Text that is HTML already, so that it is not escaped again. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** Builds HTML. Inserted values are escaped unless this function made them. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: String.raw({ raw: literals }, ...parts.map(toHtml)) };
}

/** A sentence in which `backticks` mark code. */
export function prose(text: string): Html {
  return { html: escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>") };
}

function toHtml(part: Part): string {
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(({ html }) => html).join("\n");
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
