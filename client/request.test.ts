import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { draftOf } from "./request.ts";

const base = "http://slacky.example.com/tickets";
const label = { method: "DELETE", path: "/v1/{ticket_id}/labels/{name}" } as const;

describe("a request", () => {
  it("has each part of the input in the path, the query or the body, as the operation declares", () => {
    const route = { method: "POST", path: "/v1/{id}/things", body: true, query: ["dry"] } as const;

    assert.deepEqual(
      draftOf(base, "makeThing", { route, input: { id: "a b", dry: true, title: "x" } }),
      {
        method: "POST",
        url: `${base}/v1/a%20b/things?dry=true`,
        headers: { "content-type": "application/json" },
        body: '{"title":"x"}',
        usesCookie: false,
      },
    );
  });

  it("uses cookies only if its body asks for the session cookie", () => {
    const login = { method: "POST", path: "/v1/auth/login", body: true } as const;
    const search = { method: "GET", path: "/v1/tickets" } as const;
    const usesCookie = (route: typeof login | typeof search, session?: string) =>
      draftOf(base, "call", { route, input: { session } }).usesCookie;

    assert.deepEqual(
      [usesCookie(login, "cookie"), usesCookie(login), usesCookie(search, "cookie")],
      [true, false, false],
    );
  });

  it("repeats a query parameter for a list, omits undefined values, and sends null", () => {
    const list = { method: "GET", path: "/v1/tickets" } as const;
    const input = { status: ["open", "resolved"], label: undefined, limit: 3 };
    assert.equal(
      draftOf(base, "listTickets", { route: list, input }).url,
      `${base}/v1/tickets?status=open&status=resolved&limit=3`,
    );

    const edit = { method: "PATCH", path: "/v1/tickets", body: true } as const;
    const change = { due_on: null, title: undefined };
    assert.equal(draftOf(base, "edit", { route: edit, input: change }).body, '{"due_on":null}');
  });

  it("is refused if a path parameter is missing, or is a dot segment that would change the path", () => {
    const draft = (name: unknown) => () =>
      draftOf(base, "unlabelTicket", { route: label, input: { ticket_id: "ENG-1", name } });

    // A URL treats `%2E%2E` like `..`: DELETE …/labels/.. would delete the ticket.
    assert.equal(new URL(`${base}/a/%2E%2E/b`).pathname, "/tickets/b");
    for (const name of [".", "..", "", undefined, null, {}]) assert.throws(draft(name), TypeError);
    assert.equal(draft("a/..")().url, `${base}/v1/ENG-1/labels/a%2F..`);
  });
});
