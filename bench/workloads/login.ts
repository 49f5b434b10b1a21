import { request } from "../load/http.ts";
import type { Workload } from "./workload.ts";

/** What it costs is bcrypt: about 250 ms of one core each, by design. */
export const login: Workload = {
  name: "login",
  about: "sign in with e-mail and password",
  expected: [200],
  connectionsMax: 4,
  requests({ logins }, { index }) {
    const who = logins[index % logins.length];
    if (!who) throw new Error("Nobody has a password.");
    const text = request("POST", "/v1/auth/login", { body: who });
    return () => text;
  },
};
