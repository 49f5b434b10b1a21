import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { answerResets, mailedToken, withMail } from "../../test/support/mail/queued.ts";
import { createApp } from "../app.ts";

let api: TestApi;
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

describe("the log", () => {
  it("contains no token of a link, whether it works, is used twice or is sent to the wrong place", async () => {
    let lines = "";
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines += chunk;
        done();
      },
    });
    const log = pino({ level: "trace" }, stream);
    const server = createServer(createApp({ ...api.instance, log })).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const post = (path: string, body: object) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const person = await givenAccount(api);
    const world = await givenWorld(api);
    const invitation = { email: "invited@example.com", role: "member" };
    await api.post(world.admin, `${world.workspacePath}/members`, invitation);
    await post("/v1/auth/password-reset", { email: person.email });
    await answerResets(api);
    const tokens = [
      await mailedToken(api, person.email, "reset_password"),
      await mailedToken(api, person.email, "confirm_address"),
      await mailedToken(api, "invited@example.com", "invitation"),
    ];

    for (const token of [...tokens, ...tokens]) {
      await fetch(`${url}/account/confirm?token=${token}`);
      await post(`/v1/auth/confirm?token=${token}`, { token });
      await post("/v1/auth/confirm", { token });
      await post("/v1/auth/invitation", { token, more: token });
      await post("/v1/auth/invitation", { token });
      await post("/v1/auth/password-reset/confirm", { token, password: "short" });
    }
    server.close();
    server.closeAllConnections();
    await once(server, "close");

    assert.ok(lines.split("\n").length > 30, "Every request must be logged.");
    for (const token of tokens) assert.ok(!lines.includes(token.slice(4)), lines);
  });
});
