import { createHash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express, type RequestHandler } from "express";
import type { Endpoint } from "../contract/endpoint.ts";
import { basePath } from "../http/base-path.ts";
import { methodNotAllowed } from "../http/responses/problem-handler.ts";
import { fileOptions } from "../http/responses/static-files.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { apiPage } from "./api-page.ts";
import { eventPage } from "./event-page.ts";
import { pagePolicy } from "./page-policy.ts";
import { isProblemCode, problemList, problemPage } from "./problem-pages.ts";
import { retryPage } from "./retry-page.ts";

const ownAssets = path.join(import.meta.dirname, "assets");
const swaggerAssets = [
  import.meta.resolve("swagger-ui-dist/swagger-ui.css"),
  import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
].map((url) => fileURLToPath(url));

/** The contract and its pages. They load from this server and from nowhere else. */
export function mountDocs(
  app: Express,
  { config: { publicUrl }, rateLimits }: Pick<Instance, "config" | "rateLimits">,
  endpoints: readonly Endpoint[],
): void {
  const base = basePath(publicUrl);
  const page = (address: string, render: (name: string) => string) => {
    app.get(address, (req, res) => {
      res
        .set("Cache-Control", "no-cache")
        .type("html")
        .send(render(String(req.params.code)));
    });
    app.all(address, methodNotAllowed(["GET"]));
  };

  app.use(["/docs", "/openapi.json"], rateLimits.anonymous as RequestHandler);
  app.get("/openapi.json", serveContract(endpoints, publicUrl));
  app.all("/openapi.json", methodNotAllowed(["GET"]));

  app.use("/docs", pagePolicy(publicUrl));
  app.use("/docs/assets", express.static(ownAssets, { ...fileOptions, index: false }));
  for (const file of swaggerAssets) {
    app.get(`/docs/assets/${path.basename(file)}`, (_req, res) => {
      res.sendFile(file, fileOptions);
    });
  }
  page("/docs", () => apiPage(base));
  page("/docs/events", () => eventPage(base));
  page("/docs/retries", () => retryPage(base, endpoints));
  page("/docs/problems", () => problemList(base));
  page("/docs/problems/:code", (code) => {
    if (!isProblemCode(code))
      throw new Problem("not_found", "No problem has this code. See /docs/problems.");
    return problemPage(code, { base, publicUrl, endpoints });
  });
}

/** Serves the contract, which is created on the first request; 304 if the client has it. */
function serveContract(endpoints: readonly Endpoint[], publicUrl: string): RequestHandler {
  let made: Promise<{ json: string; etag: string }> | undefined;
  const make = async () => {
    const { createContract } = await import("../contract/openapi/contract.ts");
    const json = JSON.stringify(createContract(endpoints, { publicUrl }));
    return { json, etag: `"${createHash("sha256").update(json).digest("base64url")}"` };
  };
  return async (req, res) => {
    made ??= make();
    const { json, etag } = await made;
    res.set({ ETag: etag, "Cache-Control": "no-cache" });
    // Not Express's own check: `fetch` always sends `no-cache` with If-None-Match.
    if (req.get("if-none-match") === etag) res.status(304).end();
    else res.type("json").send(json);
  };
}
