interface Page {
  width: number;
  height: number;
  title: string;
  note: string;
}

/** A picture as SVG 1.1, with its title and a note at the top. Its text fits light and dark pages. */
export function drawPage({ width, height, title, note }: Page, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    style,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="26">${escapeXml(title)}</text>`,
    `<text class="note" x="16" y="44">${escapeXml(note)}</text>`,
    ...content,
    "</svg>",
    "",
  ].join("\n");
}

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .heading { font-weight: 600 }
  .note, .value { fill: #59636e }
  .page { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .note, .value { fill: #9198a1 }
    .page { fill: #0d1117 }
  }
</style>`;

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
