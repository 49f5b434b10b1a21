/**
 * The path of PUBLIC_URL without a trailing slash, usually empty. A proxy removes it from requests,
 * so the server adds it to the links that it sends.
 */
export function basePath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, "");
}
