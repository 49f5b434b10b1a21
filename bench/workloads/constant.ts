import { request } from "../load/http.ts";
import type { Workload } from "./workload.ts";

/** Against a server that does nothing: what is left is what the generator can do, and what it costs. */
export const constant: Workload = {
  name: "constant answer",
  about: "a few bytes of JSON from bare node:http, to know the generator by",
  expected: [200],
  requests() {
    const text = request("GET", "/");
    return () => text;
  },
};
