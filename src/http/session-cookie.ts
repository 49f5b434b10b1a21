import type { CookieOptions, Request } from "express";
import type { Config } from "../config.ts";
import type { Spec } from "../contract/endpoint.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import type { ApiResponse, Middleware } from "./locals.ts";

/*
 * A page in a browser keeps its refresh token in a cookie that scripts cannot read, so that an injected
 * script cannot steal a session of 30 days. The cookie counts only for operations that declare it, in
 * requests from a page of this server whose JSON body says `session: "cookie"`. Other sites cannot send
 * such a body without a preflight, and CORS here never allows credentials.
 */

type Address = Pick<Config, "publicUrl">;

/**
 * Reads the cookie of a request that asks for it. Throws `cross_origin_refused` if a page of another
 * origin sent the request.
 */
export function useSessionCookie({ publicUrl }: Address, spec: Spec): Middleware {
  const name = sessionCookieName(publicUrl);
  return (req, res, next) => {
    const { session } = res.locals.body as { session?: "cookie" };
    if (session !== "cookie") return next();
    requireSameOrigin(req, publicUrl);
    const token = spec.sessionCookie === "read" ? findCookie(req, name) : undefined;
    res.locals.session_cookie = { token };
    next();
  };
}

/**
 * Moves the refresh token of a response into the cookie and returns the rest, if the request asked for
 * it. Without a response, it removes the cookie.
 */
export function keepInSessionCookie(res: ApiResponse, { publicUrl }: Address, response: unknown) {
  if (!res.locals.session_cookie) return response;
  const name = sessionCookieName(publicUrl);
  const options = optionsFor(publicUrl);
  if (response === undefined) return void res.clearCookie(name, options);
  const { refresh_token, ...rest } = response as { refresh_token: string };
  res.cookie(name, refresh_token, { ...options, maxAge: limits.session_days * 86_400_000 });
  return rest;
}

/**
 * `__Host-` makes browsers refuse a cookie that another host of the domain sets. Over plain HTTP it does
 * not exist, and the name has the port instead: browsers send a cookie to all ports of a host.
 */
export function sessionCookieName(publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl);
  return protocol === "https:" ? "__Host-slacky" : `slacky-${port || "80"}`;
}

function optionsFor(publicUrl: string): CookieOptions {
  const secure = new URL(publicUrl).protocol === "https:";
  return { httpOnly: true, sameSite: "strict", secure, path: "/" };
}

/** Browsers send `Sec-Fetch-Site` from trustworthy origins only, and `Origin` with every POST. */
function requireSameOrigin(req: Request, publicUrl: string): void {
  const site = req.get("sec-fetch-site");
  const sent = req.get("origin");
  const { origin } = new URL(publicUrl);
  if (site === undefined ? sent === origin : site === "same-origin") return;
  throw new Problem(
    "cross_origin_refused",
    `\`session: "cookie"\` is only for pages of ${origin}, and this request came from ${
      sent === undefined ? "a client that sent no `Origin`" : sent
    }. Open Slacky at that address, or set PUBLIC_URL to the address that people use.`,
  );
}

/** The value of the first cookie of this name. Ours need no decoding. */
function findCookie(req: Request, name: string): string | undefined {
  const pairs = (req.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
