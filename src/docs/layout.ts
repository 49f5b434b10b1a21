import { type Html, html } from "./html.ts";

/** A page with the common header. `base` is the path prefix of this server's URLs. */
export function layout(
  base: string,
  { title, head = html``, body }: { title: string; head?: Html; body: Html },
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Slacky</title>
<link rel="icon" href="${base}/docs/assets/icon.svg" type="image/svg+xml">
${head}
<link rel="stylesheet" href="${base}/docs/assets/docs.css">
</head>
<body>
<header>
<a class="name" href="${base}/docs">Slacky</a>
<nav>
<a href="${base}/docs">API</a>
<a href="${base}/docs/retries">Retries</a>
<a href="${base}/docs/problems">Problems</a>
<a href="${base}/docs/events">Events</a>
<a href="${base}/openapi.json">openapi.json</a>
</nav>
</header>
${body}
</body>
</html>
`.html;
}
