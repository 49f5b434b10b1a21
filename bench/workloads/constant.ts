import { request } from "../load/http.ts";
import type { Workload } from "./workload.ts";

/** For a server that does nothing: it measures what the generator can do, and its cost. */
export const constant: Workload = {
  name: "constant answer",
  about: "a few bytes of JSON from node:http, to measure the generator",
  expected: [200],
  requests() {
    const text = request("GET", "/");
    return () => text;
  },
};
