const browsers: readonly [name: string, pattern: RegExp][] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\/\d/],
  ["Opera", /\bOPR\/\d/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/\d/],
  ["Chrome", /(?:Chrome|CriOS)\/\d/],
  ["Safari", /\bVersion\/\d.*\bSafari\//],
];
const systems: readonly [name: string, pattern: RegExp][] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
];

/** A browser and its system, such as "Firefox, Linux", or the beginning of what another program sends. */
export function programOf(userAgent: string): string {
  const nameIn = (list: typeof browsers) =>
    list.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const browser = nameIn(browsers);
  if (browser === undefined) return userAgent.slice(0, 60);
  const system = nameIn(systems);
  return system === undefined ? browser : `${browser}, ${system}`;
}
