// A server that kills itself at one step of the next request, as the process that started it asks.

import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { createApp } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { createHttpServer } from "../../src/http/server/server.ts";
import { createInstance } from "../../src/instance.ts";

/** Where it dies: at a statement, before or after that was sent, or after all of them but before the response. */
export type KillPoint = { statement: number; is: "unsent" | "sent" } | "answer unsent";

const [message] = await once(process, "message");
const { config, point }: { config: Config; point: KillPoint } = message;
const die = () => process.kill(process.pid, "SIGKILL");

const instance = createInstance(config, pino({ level: "silent" }));
const server = createHttpServer(createApp(instance), { publicUrl: config.publicUrl });
if (point === "answer unsent") {
  server.prependListener("request", (_req, res) => {
    res.writeHead = die as never;
  });
} else {
  let sent = 0;
  subscribe("slacky:statement", () => {
    sent += 1;
    if (sent !== point.statement) return;
    if (point.is === "unsent") die();
    // By then, this process has sent the statement and has not read the response.
    else setImmediate(die);
  });
}
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.((server.address() as AddressInfo).port);
