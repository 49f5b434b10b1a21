/** The zone of this browser, and all others that it knows, with the one that is set. */
export function timeZones(current: string | null): { here: string; all: string[] } {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf("timeZone");
  const all = current === null || known.includes(current) ? known : [current, ...known];
  return { here, all: all.filter((zone) => zone !== here) };
}
