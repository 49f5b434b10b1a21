/** Where paths begin for who asks from outside: nowhere, or at the path of PUBLIC_URL, which a proxy takes off. */
export function basePath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, "");
}
