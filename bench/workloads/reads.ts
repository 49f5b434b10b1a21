import { commonWord, rareWord } from "../../test/seed/words.ts";
import { request } from "../load/http.ts";
import { anyPlace, anyTicket, projectPath, randomOf, tokenOf } from "./places.ts";
import type { Limit, Workload } from "./workload.ts";

const all: readonly Limit[] = ["sql", "bare", "control", "pgbench"];

/** The page length of the first Slacky. */
export const pageRows = 20;

export const get: Workload = {
  name: "get",
  about: "read one ticket by its key",
  expected: [200],
  limits: all,
  requests(world, turn) {
    const random = randomOf(turn);
    return () => {
      const place = anyPlace(world, random);
      return request("GET", anyTicket(place, random), { token: tokenOf(place, turn) });
    };
  },
};

export const newestPage: Workload = {
  name: "newest page",
  about: `the newest ${pageRows} tickets of a project`,
  expected: [200],
  limits: all,
  requests(world, turn) {
    const random = randomOf(turn);
    return () => {
      const place = anyPlace(world, random);
      const path = `${projectPath(place)}/tickets?limit=${pageRows}`;
      return request("GET", path, { token: tokenOf(place, turn) });
    };
  },
};

export const deepPage: Workload = {
  name: "page 4,000",
  about: "page 4,000 of the same list, or its last page",
  expected: [200],
  limits: ["bare", "control", "pgbench"],
  requests({ big, deep_cursor }, turn) {
    const path = `${projectPath(big)}/tickets?limit=${pageRows}&cursor=${deep_cursor}`;
    const text = request("GET", path, { token: tokenOf(big, turn) });
    return () => text;
  },
};

export const filteredPage: Workload = {
  name: "filtered page",
  about: "alternating: the newest resolved or closed tickets, and the caller's own open ones",
  expected: [200],
  requests(world, turn) {
    const random = randomOf(turn);
    let count = 0;
    return () => {
      const place = anyPlace(world, random);
      count += 1;
      const path =
        count % 2 === 0
          ? `/v1/workspaces/${place.workspace_id}/tickets?assignee_id=me&status=open&limit=${pageRows}`
          : `${projectPath(place)}/tickets?status=resolved&status=closed&limit=${pageRows}`;
      return request("GET", path, { token: tokenOf(place, turn) });
    };
  },
};

export const search: Workload = {
  name: "search",
  about: "alternating: a word that nearly every text has, and one that few texts have",
  expected: [200],
  requests: searches([commonWord, rareWord]),
};

export const searchByPrefix: Workload = {
  name: "search by prefix",
  about: "alternating: two letters that many words begin with, and four that few do",
  expected: [200],
  requests: searches([rareWord.slice(0, 2), rareWord.slice(0, 4)]),
};

function searches(queries: readonly string[]): Workload["requests"] {
  return (world, turn) => {
    const random = randomOf(turn);
    let count = 0;
    return () => {
      const place = anyPlace(world, random);
      count += 1;
      const q = queries[count % queries.length];
      const path = `/v1/workspaces/${place.workspace_id}/tickets?q=${q}&limit=${pageRows}`;
      return request("GET", path, { token: tokenOf(place, turn) });
    };
  };
}

export const feedPage: Workload = {
  name: "feed page",
  about: "fifty events of a workspace's feed",
  expected: [200],
  requests({ big, feed_after }, turn) {
    const path = `/v1/workspaces/${big.workspace_id}/events?after=${feed_after}&limit=50`;
    const text = request("GET", path, { token: tokenOf(big, turn) });
    return () => text;
  },
};
