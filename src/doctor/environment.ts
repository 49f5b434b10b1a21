import type { Config } from "../config.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";

/** `needed` is what package.json says under `engines`, such as `>=24.21`. */
export function checkNodeVersion(running: string, needed: string): CheckResult {
  const [major = 0, minor = 0] = numbersOf(running);
  const [majorMin = 0, minorMin = 0] = numbersOf(needed);
  if (major > majorMin || (major === majorMin && minor >= minorMin))
    return good(`It is ${running}.`);
  return fault(
    `It is ${running}, but Slacky needs ${needed}. Start Slacky with bin/slacky, which finds it.`,
  );
}

export function checkProxies({ publicUrl, trustProxy }: Pick<Config, "publicUrl" | "trustProxy">) {
  if (!publicUrl.startsWith("https:")) return good(`PUBLIC_URL is ${publicUrl}.`);
  if (trustProxy !== 0)
    return good(`PUBLIC_URL is ${publicUrl}, and TRUST_PROXY is ${trustProxy}.`);
  return warning(
    "PUBLIC_URL is https, so there is a proxy, but TRUST_PROXY is not set. Every request seems to come " +
      "from the proxy, and all people share one rate limit. Set it to the number of proxies.",
  );
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
