import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { fillAll } from "../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { countLeft } from "../backfill/count-left.ts";
import { findProgress, startPass } from "../backfill/queries.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { checkBackfills } from "../doctor/backfills.ts";
import { limitSearch } from "../tickets/list/search-queries.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { tokenizerVersion, wordsOfTicket } from "./document.ts";
import { documentsOfComments, documentsOfTickets } from "./fill-documents.ts";
import { listTicketTexts, putTicketDocuments } from "./fill-queries.ts";

let api: TestApi;
let world: World;
let ticket: Ticket;
let comment_id: string;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A ticket and a comment as they were before version 0.2.0: words in the old column, no documents. */
beforeEach(async () => {
  world = await givenWorld(api);
  ticket = await givenTicket(api, world, { title: "The Heffalump", description: "and Woozle" });
  await api.delete(world.member, `${world.workspacePath}/tickets/${(await second()).id}`);
  const path = `${world.workspacePath}/tickets/${ticket.id}/comments`;
  comment_id = (await api.post(world.member, path, { body: "Piglet saw it" })).body.id;
  await asOwner(`
    delete from search_documents;
    update tickets set search = to_tsvector('simple', title || ' ' || coalesce(description, ''));
    delete from backfills;
    insert into backfills (name, version, rows_left) values ('search_documents_of_tickets', 1, 7)`);
});

const second = () => givenTicket(api, world, { title: "Heffalump in the trash" });
const asOwner = (script: string) =>
  withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute(script));

async function find(q: string, filter = ""): Promise<string[]> {
  const path = `${world.workspacePath}/tickets?q=${encodeURIComponent(q)}${filter}`;
  const { body } = await api.get(world.viewer, path);
  return body.data.map(({ title }: Ticket) => title);
}

async function fill(): Promise<void> {
  await fillAll(api.db, documentsOfTickets);
  await fillAll(api.db, documentsOfComments);
}

describe("tickets and comments from before there were documents", () => {
  it("are found by the old column, and by their documents once these are written", async () => {
    assert.deepEqual(await find("heffalump"), ["The Heffalump"]);
    assert.deepEqual(await find("heffa"), []);
    assert.deepEqual(await find("piglet"), []);

    await fill();

    for (const q of ["heffalump", "heffa", "woozle heff", "piglet", '"the heffalump"']) {
      assert.deepEqual(await find(q), ["The Heffalump"], q);
    }
    assert.deepEqual(await find("heffalump", "&deleted=true"), ["Heffalump in the trash"]);
    await asOwner("update tickets set search = to_tsvector('simple', 'Eeyore')");
    assert.deepEqual(await find("eeyore"), []);
  });

  it("are found by their new words only, once they were edited", async () => {
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.patch(world.member, path, { title: "The Elephant" });

    assert.deepEqual(await find("heffalump"), []);
    assert.deepEqual(await find("eleph"), ["The Elephant"]);
    const [row] = await api.db.query(sql<{ search: string | null }>`
      select search::text from tickets where id = ${ticket.id}`);
    assert.equal(row?.search, null);
    await fill();
    assert.deepEqual(await find("heffalump"), []);
  });

  it("make no later pass read the old column", async () => {
    const hasOldColumn = async () => {
      const [state] = await api.db.query(limitSearch({ isGeneric: false }));
      return state?.has_old_column;
    };
    assert.equal(await hasOldColumn(), true);
    await fill();
    assert.equal(await hasOldColumn(), false);

    await transaction(api.db, (tx) => startPass(tx, documentsOfTickets, { rows_left: 1 }));

    assert.equal((await findProgress(api.db, documentsOfTickets))?.is_finished, false);
    assert.equal(await hasOldColumn(), false);
  });

  it("are counted by doctor until they are done", async () => {
    const left = await checkBackfills(api.db);
    assert.equal(left.verdict, "warning");
    assert.match(left.detail, /search_documents_of_tickets \d+, search_documents_of_comments \d+/);

    await fill();

    assert.equal((await checkBackfills(api.db)).verdict, "good");
  });

  it("are left out if a comment was deleted", async () => {
    await api.delete(
      world.member,
      `${world.workspacePath}/tickets/${ticket.id}/comments/${comment_id}`,
    );

    await fill();

    assert.deepEqual(await find("piglet"), []);
    assert.equal(await countLeft(api.db, documentsOfComments), 0);
  });
});

describe("documents of an earlier tokenizer", () => {
  it("are counted and written again, and those of a later one are not", async () => {
    await fill();
    await asOwner(`
      update search_documents set words = '', tokenizer = ${tokenizerVersion - 1};
      delete from backfills`);
    assert.deepEqual(await find("heffalump"), []);
    assert.ok((await countLeft(api.db, documentsOfTickets)) > 0);

    await fill();

    assert.deepEqual(await find("heffalump"), ["The Heffalump"]);
    assert.deepEqual(await find("piglet"), ["The Heffalump"]);
    await asOwner(`
      update search_documents set words = '', tokenizer = ${tokenizerVersion + 1};
      delete from backfills`);
    await fill();
    assert.deepEqual(await find("heffalump"), []);
    assert.equal(await countLeft(api.db, documentsOfTickets), 0);
  });
});

describe("writing the documents of before", () => {
  it("leaves those of an edit that commits first", async () => {
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    let edit!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (tx) => {
      await documentsOfTickets.fillNext(tx, { after: undefined, limit: 1_000 });
      edit = api.patch(world.member, path, { title: "The Elephant" });
      await untilBlocked(api.db);
    });
    assert.equal((await edit).status, 200);

    await fill();

    assert.deepEqual(await find("heffalump"), []);
    assert.deepEqual(await find("elephant"), ["The Elephant"]);
  });

  it("leaves those of an edit that committed after the old text was read", async () => {
    const texts = await api.db.query(listTicketTexts({ after: undefined, limit: 1_000 }));
    await api.patch(world.member, `${world.workspacePath}/tickets/${ticket.id}`, {
      title: "The Elephant",
    });

    const documents = texts.map((text) => ({
      ...text,
      ...{ ticket_id: text.id, comment_id: null, words: wordsOfTicket(text) },
    }));
    await api.db.query(putTicketDocuments(documents));

    assert.deepEqual(await find("heffalump"), []);
    assert.deepEqual(await find("elephant"), ["The Elephant"]);
  });

  it("makes the deletion of a comment wait, which then deletes its document", async () => {
    const path = `${world.workspacePath}/tickets/${ticket.id}/comments/${comment_id}`;
    let deletion!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (tx) => {
      await documentsOfComments.fillNext(tx, { after: undefined, limit: 1_000 });
      deletion = api.delete(world.member, path);
      await untilBlocked(api.db);
    });
    assert.equal((await deletion).status, 204);

    assert.deepEqual(await find("piglet"), []);
    await fill();
    assert.deepEqual(await find("piglet"), []);
  });

  it("waits for a deletion, and then leaves the comment out", async () => {
    let filled!: Promise<unknown>;
    await transaction(api.db, async (tx) => {
      await tx.query(sql`
        update comments set deleted_at = now(), version = version + 1 where id = ${comment_id}`);
      filled = transaction(api.db, (other) =>
        documentsOfComments.fillNext(other, { after: undefined, limit: 1_000 }),
      );
      await untilBlocked(api.db);
    });
    await filled;

    assert.deepEqual(await find("piglet"), []);
  });
});

describe("an edit and a comment at the same time", () => {
  it("write both documents, and neither waits for the other", async () => {
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        select id from tickets where id = ${ticket.id} for no key update`);
      const { status } = await api.post(world.member, `${path}/comments`, { body: "Roo" });
      assert.equal(status, 201);
    });
    await api.patch(world.member, path, { title: "The Elephant" });

    assert.deepEqual(await find("roo"), ["The Elephant"]);
    assert.deepEqual(await find("elephant"), ["The Elephant"]);
  });
});
