import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRoute, paths } from "./routes.ts";

describe("parseRoute", () => {
  it("reads every address that the app writes", () => {
    const slug = "acme";
    assert.deepEqual(parseRoute(paths.home()), { name: "home" });
    assert.deepEqual(parseRoute(paths.myWork(slug)), { name: "my-work", slug });
    assert.deepEqual(parseRoute(paths.inbox(slug)), { name: "inbox", slug });
    assert.deepEqual(parseRoute(paths.trash(slug)), { name: "trash", slug });
    assert.deepEqual(parseRoute(paths.search(slug, "a & b")), { name: "search", slug });
    assert.deepEqual(parseRoute(paths.board(slug, "ENG")), {
      name: "board",
      slug,
      projectKey: "ENG",
    });
    assert.deepEqual(parseRoute(paths.list(slug, "E2")), { name: "list", slug, projectKey: "E2" });
    assert.deepEqual(parseRoute(paths.ticket(slug, "ENG-42", "c1")), {
      name: "ticket",
      slug,
      ticketKey: "ENG-42",
    });
    assert.deepEqual(parseRoute(paths.workspaceSettings(slug, "workflows", "w 1")), {
      name: "workspace-settings",
      slug,
      page: "workflows",
      id: "w 1",
    });
    assert.deepEqual(parseRoute(paths.accountSettings("appearance")), {
      name: "account-settings",
      page: "appearance",
    });
    assert.deepEqual(parseRoute(paths.firstWorkspace()), { name: "first-workspace" });
  });

  it("distinguishes a project's key from a page by its capitals", () => {
    assert.equal(parseRoute("/acme/inbox").name, "inbox");
    assert.equal(parseRoute("/acme/INBOX").name, "board");
    assert.equal(parseRoute("/acme/INBOX-1").name, "ticket");
  });

  it("reads the lasting address of a ticket, which mails contain", () => {
    assert.deepEqual(parseRoute("/go/0198-w/ENG-42"), {
      name: "ticket-link",
      workspaceId: "0198-w",
      ticketRef: "ENG-42",
    });
  });

  it("ignores the query, the fragment and slashes too many", () => {
    assert.deepEqual(parseRoute("/acme/ENG/?label=a/b#x"), {
      name: "board",
      slug: "acme",
      projectKey: "ENG",
    });
  });

  it("shows a page for an address that is badly encoded", () => {
    assert.deepEqual(parseRoute("/%E0%A4%A/x"), { name: "my-work", slug: "%E0%A4%A" });
  });
});
