import { createClient, type SlackyClient, type User } from "../../client/index.ts";
import { startJobs } from "../../src/jobs/worker.ts";
import { startApi } from "./api.ts";
import { checkContract } from "./contract.ts";

/** The service as `npm start` runs it, API and jobs, for clients that use only HTTP. */
export interface Service {
  url: string;
  close(): Promise<void>;
}

/** A person who uses the service through a client of their own. */
export interface Colleague {
  user: User;
  password: string;
  slacky: SlackyClient;
}

export async function startService(): Promise<Service> {
  const api = await startApi();
  const jobs = startJobs(api.instance);
  return {
    url: api.url,
    async close() {
      await jobs.close();
      await api.close();
    },
  };
}

let people = 0;

/** A person who has just registered. */
export async function givenColleague({ url }: Service, name: string): Promise<Colleague> {
  people += 1;
  const email = `${name.toLowerCase()}-${process.pid}-${people}@example.com`;
  const password = "marmalade on a tall ladder";
  const slacky = createClient({ url, fetch: checkedFetch });
  const { user } = await slacky.register({ name, email, password });
  return { user, password, slacky };
}

/** Checks every response that is read to its end against the contract. */
const checkedFetch: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return response;
  const text = await response.clone().text();
  const { pathname, search } = new URL(String(url));
  checkContract(init?.method ?? "GET", pathname + search, {
    status: response.status,
    headers: response.headers,
    body: text === "" ? "" : JSON.parse(text),
  });
  return response;
};
