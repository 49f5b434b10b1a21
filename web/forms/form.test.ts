import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NoResponse, SlackyProblem } from "../../client/index.ts";
import { createForm } from "./form.ts";

const state = { operation: "inviteMember", idempotencyKey: undefined, afterLostResponse: false };

function problem(code: string, errors?: { pointer: string; detail: string }[]): SlackyProblem {
  const about = { type: "about:blank", title: "Refused", status: 400, request_id: "r" };
  return new SlackyProblem(
    { ...about, code, detail: "It is refused.", ...(errors && { errors }) },
    state,
  );
}

function lostResponse(): NoResponse {
  return new NoResponse("The connection was lost.", state, { mayHaveTakenEffect: true });
}

/** A form whose tries end as the next of these says. */
function givenForm(outcomes: (Error | undefined)[]) {
  const sent: { name: string; key: string }[] = [];
  const form = createForm(
    { name: "Ada", email: "" },
    {
      async send({ name }, { idempotencyKey }) {
        sent.push({ name, key: idempotencyKey });
        const outcome = outcomes.shift();
        if (outcome) throw outcome;
      },
      check: ({ name }) =>
        name === "" ? [{ pointer: "/name", detail: "Must be 1 to 100 characters long." }] : [],
    },
  );
  return { form, sent };
}

describe("createForm", () => {
  it("sends nothing that it knows to be wrong, and says what is wrong until the field changes", async () => {
    const { form, sent } = givenForm([undefined]);
    form.set({ name: "" });
    assert.equal(await form.submit(), false);
    assert.equal(form.errorAt("name"), "Must be 1 to 100 characters long.");
    assert.deepEqual(sent, []);
    form.set({ email: "ada@example.com" });
    assert.ok(form.errorAt("name"));
    form.set({ name: "Grace" });
    assert.equal(form.errorAt("name"), undefined);
    assert.equal(await form.submit(), true);
    assert.equal(sent.length, 1);
  });

  it("shows the API's errors at their fields, and the whole problem only if a field is missing", async () => {
    const here = { pointer: "/email", detail: "Must be an email address." };
    const elsewhere = { pointer: "/headers/if-match", detail: "Must be a version." };
    const taken = problem("already_member");
    const both = problem("invalid_request", [here, elsewhere]);
    const { form } = givenForm([problem("invalid_request", [here]), both, taken]);
    await form.submit();
    assert.deepEqual([form.errorAt("email"), form.failure.value], [here.detail, undefined]);
    await form.submit();
    assert.deepEqual([form.errorAt("email"), form.failure.value], [here.detail, both]);
    await form.submit();
    assert.deepEqual([form.errorAt("email"), form.failure.value], [undefined, taken]);
  });

  it("repeats a try whose response was lost under its key, and everything else under a new one", async () => {
    const { form, sent } = givenForm([lostResponse(), lostResponse(), problem("forbidden")]);
    await form.submit();
    await form.submit();
    form.set({ name: "Grace" });
    await form.submit();
    await form.submit();
    const keys = sent.map(({ key }) => key);
    assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
    assert.equal(keys[1], keys[0]);
    assert.equal(new Set(keys.slice(1)).size, 3);
    await form.submit();
    assert.notEqual(sent[4]?.key, keys[3], "The try that succeeded must not be replayed.");
  });

  it("keeps what was typed while it was sent, and starts the other fields again", async () => {
    const answer = Promise.withResolvers<void>();
    const form = createForm({ name: "Ada", email: "" }, { send: () => answer.promise });
    form.set({ email: "ada@example.com" });
    const sending = form.submit();
    form.set({ email: "grace@example.com" });
    answer.resolve();
    await sending;
    form.reset({ name: "", email: "" });
    assert.deepEqual(form.values.value, { name: "", email: "grace@example.com" });
    form.reset({ name: "", email: "" });
    assert.deepEqual(form.values.value, { name: "", email: "" });
  });

  it("starts all fields again after a refusal", async () => {
    const { form } = givenForm([problem("forbidden")]);
    await form.submit();
    form.set({ name: "Grace" });
    form.reset({ name: "", email: "" });
    assert.deepEqual(form.values.value, { name: "", email: "" });
  });

  it("sends once, however often it is submitted meanwhile", async () => {
    const { form, sent } = givenForm([]);
    const tries = [form.submit(), form.submit()];
    assert.equal(form.isPending.value, true);
    assert.deepEqual(await Promise.all(tries), [true, false]);
    assert.deepEqual([sent.length, form.isPending.value], [1, false]);
  });
});
