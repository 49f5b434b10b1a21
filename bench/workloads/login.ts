import { request } from "../load/http.ts";
import type { Workload } from "./workload.ts";

/** Its cost is bcrypt: by design about 250 ms of one core. */
export const login: Workload = {
  name: "login",
  about: "sign in with e-mail and password",
  expected: [200],
  connectionsMax: 4,
  requests({ logins }, { index }) {
    const login = logins[index % logins.length];
    if (!login) throw new Error("No member of the seed has a password.");
    const text = request("POST", "/v1/auth/login", { body: login });
    return () => text;
  },
};
