import path from "node:path";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { basePath } from "../http/base-path.ts";
import { methodNotAllowed } from "../http/responses/problem-handler.ts";
import type { Instance } from "../instance.ts";
import { serverSegments } from "../limits.ts";
import { Problem } from "../problems.ts";
import { type BuiltFile, type BuiltWeb, etagOf, readBuiltWeb } from "./built-files.ts";
import { pageHeaders } from "./page-headers.ts";

const YEAR_SECONDS = 31_536_000;
/** Names with a hash of their content: another content has another name. */
const isHashed = /-[A-Z0-9]{8}\.\w+$/;

/**
 * The app in the browser: its assets, and its page at every path that belongs to it. Where it was not
 * built, or WEB is off, `/` leads to the documentation.
 */
export function mountWeb(
  app: Express,
  { config, rateLimits }: Pick<Instance, "config" | "rateLimits">,
): void {
  const { publicUrl, webFolder } = config;
  const base = basePath(publicUrl);
  const built = webFolder === undefined ? undefined : readBuiltWeb(webFolder);
  if (built) {
    const limit = rateLimits.anonymous as RequestHandler;
    app.use("/assets", limit);
    app.get("/assets/:name", serveAsset(built));
    app.all("/assets/:name", methodNotAllowed(["GET"]));
    const page = express.Router();
    page.use(onPagePaths, limit, pageHeaders(publicUrl), servePage(built, base));
    app.use(page);
  }
  app.get("/", (_req, res) => res.redirect(302, `${base}/docs`));
  app.all("/", methodNotAllowed(["GET"]));
}

function serveAsset({ assets }: BuiltWeb): RequestHandler {
  return (req, res) => {
    const name = String(req.params.name);
    const file = assets.get(name);
    if (!file) throw new Problem("not_found", "The app has no file of this name. Reload the page.");
    const forAYear = `public, max-age=${YEAR_SECONDS}, immutable`;
    res.set({
      "Cache-Control": isHashed.test(name) ? forAYear : "no-cache",
      "Cross-Origin-Resource-Policy": "same-origin",
      ETag: file.etag,
      Vary: "Accept-Encoding",
    });
    if (req.get("if-none-match") === file.etag) return void res.status(304).end();
    res.type(path.extname(name));
    sendEncoded(req, res, file);
  };
}

function sendEncoded(req: Request, res: Response, { content, brotli, gzip }: BuiltFile): void {
  const encoding = req.acceptsEncodings([
    ...(brotli ? ["br"] : []),
    ...(gzip ? ["gzip"] : []),
    "identity",
  ]);
  if (encoding === "br" || encoding === "gzip") res.set("Content-Encoding", encoding);
  const body = encoding === "br" ? brotli : encoding === "gzip" ? gzip : content;
  res.set("Content-Length", String(body?.length)).end(body);
}

/** Goes on only for requests that the page answers: a browser that opens an address of the app. */
const onPagePaths: RequestHandler = (req, _res, next) => {
  next(isPagePath(req) ? undefined : "router");
};

/** Whether a browser opens an address of the app. Everything else gets the answer of the API. */
function isPagePath(req: Request): boolean {
  if (req.method !== "GET" && req.method !== "HEAD") return false;
  const segments = req.path.split("/").filter(Boolean);
  const [first = ""] = segments;
  const isReserved = first.includes(".") || (serverSegments as readonly string[]).includes(first);
  // A lasting address of a ticket leads into the app, which knows the address of its page.
  const isTicketLink = first === "go" && segments.length === 3;
  // A program that accepts everything wants the API's answer.
  return (!isReserved || isTicketLink) && req.accepts(["json", "html"]) === "html";
}

function servePage({ page }: BuiltWeb, base: string): RequestHandler {
  const content = base === "" ? page : withBase(page, base);
  const etag = etagOf(content);
  return (req, res) => {
    res.set({ "Cache-Control": "no-cache", ETag: etag, Vary: "Accept" });
    if (req.get("if-none-match") === etag) return void res.status(304).end();
    res
      .type("html")
      .set("Content-Length", String(Buffer.byteLength(content)))
      .end(content);
  };
}

/** The page below the path of PUBLIC_URL, which a proxy removes from requests. */
function withBase(page: string, base: string): string {
  return page
    .replace('data-base=""', `data-base="${base}"`)
    .replaceAll('="/assets/', `="${base}/assets/`);
}
