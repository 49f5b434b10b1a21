import { limits } from "../../limits.ts";

/** Whether Node.js knows a time zone of this name. An offset such as `+01:00` is not a name. */
export function isTimeZone(name: string): boolean {
  if (name.length > limits.time_zone || !/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
