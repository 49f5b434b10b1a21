import path from "node:path";
import express, { type Express, type RequestHandler } from "express";
import { pagePolicy } from "../docs/page-policy.ts";
import { basePath } from "../http/base-path.ts";
import { methodNotAllowed } from "../http/responses/problem-handler.ts";
import { fileOptions } from "../http/responses/static-files.ts";
import type { Instance } from "../instance.ts";
import { accountPage, accountPages } from "./account-pages.ts";

const assets = path.join(import.meta.dirname, "assets");

/** The pages that links of account mails open. They load from this server and from nowhere else. */
export function mountAccountPages(
  app: Express,
  { config, rateLimits }: Pick<Instance, "config" | "rateLimits">,
): void {
  const base = basePath(config.publicUrl);
  app.use("/account", rateLimits.anonymous as RequestHandler, pagePolicy(config.publicUrl));
  app.use("/account/assets", express.static(assets, { ...fileOptions, index: false }));
  for (const name of Object.keys(accountPages) as (keyof typeof accountPages)[]) {
    const content = accountPage(name, { base, config });
    app.get(`/account/${name}`, (_req, res) => {
      res.set("Cache-Control", "no-cache").type("html").send(content);
    });
    app.all(`/account/${name}`, methodNotAllowed(["GET"]));
  }
}
