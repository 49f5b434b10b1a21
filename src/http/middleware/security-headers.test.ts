import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import express, { type RequestHandler } from "express";
import helmet from "helmet";
import { securityHeaders, setSecurityHeaders } from "./security-headers.ts";

it("the security headers are the ones that helmet sets for an API", async () => {
  const theirs = await headersSetBy(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
      crossOriginResourcePolicy: { policy: "cross-origin" },
      referrerPolicy: { policy: "no-referrer" },
    }) as RequestHandler,
  );

  const ours = await headersSetBy(setSecurityHeaders as RequestHandler);

  assert.deepEqual(ours, theirs);
  assert.equal(Object.keys(ours).length, Object.keys(securityHeaders).length);
});

/** The headers of a response that passed this middleware, without those that Node adds. */
async function headersSetBy(middleware: RequestHandler): Promise<Record<string, string>> {
  const app = express().disable("x-powered-by").use(middleware);
  const server = app.use((_req, res) => void res.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/`);
    const own = ["connection", "content-length", "date", "keep-alive"];
    return Object.fromEntries([...headers].filter(([name]) => !own.includes(name)));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
