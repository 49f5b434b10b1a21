import { randomUUID } from "node:crypto";
import { endpoints } from "../../src/app.ts";
import type { Endpoint } from "../../src/contract/endpoint.ts";
import type { As, TestApi } from "../support/api.ts";
import type { Reply } from "../support/reply.ts";
import { type Case, operationOf } from "./table.ts";

/** A valid request for an operation. */
export interface Call {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
  asStream?: true;
}

/** An ID in a call: the part of the request that contains it, its name and its value. */
export interface NamedId {
  part: "params" | "query" | "body";
  name: string;
  id: string;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export function endpointOf(name: Case): Endpoint {
  const endpoint = endpoints.find(({ spec }) => spec.operation === operationOf(name));
  if (!endpoint) throw new Error(`There is no operation ${operationOf(name)}.`);
  return endpoint;
}

export async function send(
  api: TestApi,
  as: As,
  { method, path, spec }: Endpoint,
  { params = {}, query = {}, body = spec.body && {}, headers = {}, asStream }: Call,
): Promise<Reply> {
  const address = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  const url = search ? `${address}?${search}` : address;
  return asStream ? openStream(api, as, url) : api.request(as, method, url, { body, headers });
}

/** Reads a refusal to its end. Cancels a stream that opens, because it would not end. */
async function openStream(api: TestApi, as: As, path: string): Promise<Reply> {
  const response = await fetch(api.url + path, {
    headers: {
      accept: "text/event-stream",
      ...(as && { authorization: `Bearer ${as.token}` }),
    },
  });
  const { ok, status, headers } = response;
  if (ok) await response.body?.cancel();
  return { status, headers, body: ok ? "" : await response.json() };
}

export function idsIn(call: Call): NamedId[] {
  return (["params", "query", "body"] as const).flatMap((part) =>
    Object.entries(call[part] ?? {})
      .filter((entry): entry is [string, string] => uuid.test(String(entry[1])))
      .map(([name, id]) => ({ part, name, id })),
  );
}

/** Returns the same call with other IDs. */
export function withIds(call: Call, ids: readonly NamedId[]): Call {
  const changed = structuredClone(call);
  for (const { part, name, id } of ids) Object.assign(changed[part] ?? {}, { [name]: id });
  return changed;
}

/** Replaces an ID by one that does not exist. */
export function nowhere(named: NamedId): NamedId {
  return { ...named, id: randomUUID() };
}
