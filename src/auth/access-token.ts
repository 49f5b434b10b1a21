import { createHash, createSecretKey, type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";

const lifeSeconds = 900;
const skewSeconds = 30;
const tokenLengthMax = 4096;
const cachedMax = 5_000;
const algorithm = "HS256";
const audience = "slacky";
const clientId = "slacky";
const shape = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Who makes a request: a person, through one of the sessions they signed in to. */
export interface AccessTokenSubject {
  user_id: string;
  session_id: string;
  /** How many refreshes of the session came before the token, if there were any. */
  generation?: number;
}

/** The subject of a valid token. `expires_at` is the token's expiry, in seconds since 1970. */
export type VerifiedAccessToken = AccessTokenSubject & { expires_at: number };

export interface AccessTokens {
  sign(subject: AccessTokenSubject): { token: string; expires_in: number };
  /** Undefined unless the token is one of ours and valid now; never says why. */
  verify(token: string): VerifiedAccessToken | undefined;
}

/**
 * No other field is accepted: `jku`, `x5u`, `jwk` and `crit` would let a token choose how it is
 * verified.
 */
const Header = z.strictObject({
  alg: z.literal(algorithm),
  typ: z.literal("at+jwt"),
  kid: z.string(),
});

const Claims = z.object({
  aud: z.literal(audience),
  client_id: z.literal(clientId),
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  /** The first token of a session has none. */
  gen: z.int().min(1).optional(),
  iat: z.int(),
  nbf: z.int().optional(),
  exp: z.int(),
});
type Claims = z.output<typeof Claims>;

/**
 * Creates and verifies access tokens (RFC 9068). They identify a session but grant no permissions.
 * The first secret signs and all verify, so that a secret can be replaced without signing anybody
 * out. `now` is in milliseconds.
 *
 * Verified claims are cached, because a signature stays valid and verifying it was a fifth of what
 * a read cost; validity in time is checked on every use. A cached token grants nothing by itself:
 * whether its session is live is read from the database.
 */
export function createAccessTokens({
  secrets,
  issuer,
  now = Date.now,
}: {
  secrets: readonly string[];
  issuer: string;
  now?: () => number;
}): AccessTokens {
  const keys = new Map(secrets.map((secret) => [keyId(secret), createSecretKey(secret, "utf8")]));
  const [current] = keys;
  if (!current) throw new Error("Access tokens need at least one secret.");
  const [keyid, signingKey] = current;
  const cache = new Map<string, Claims>();

  return {
    sign({ user_id, session_id, generation = 0 }) {
      const iat = Math.floor(now() / 1000);
      const token = jwt.sign(
        { iat, sid: session_id, ...(generation > 0 && { gen: generation }), client_id: clientId },
        signingKey,
        {
          algorithm,
          keyid,
          header: { alg: algorithm, typ: "at+jwt" },
          issuer,
          audience,
          subject: user_id,
          jwtid: randomUUID(),
          expiresIn: lifeSeconds,
        },
      );
      return { token, expires_in: lifeSeconds };
    },
    verify(token) {
      const nowSeconds = Math.floor(now() / 1000);
      const cached = cache.get(token);
      const claims = cached ?? claimsOf(token, { keys, issuer, nowSeconds });
      if (!claims || !isCurrent(claims, nowSeconds)) return undefined;
      if (!cached) {
        cache.set(token, claims);
        if (cache.size > cachedMax) deleteOldest(cache);
      }
      return {
        user_id: claims.sub,
        session_id: claims.sid,
        ...(claims.gen !== undefined && { generation: claims.gen }),
        expires_at: claims.exp,
      };
    },
  };
}

interface Check {
  keys: ReadonlyMap<string, KeyObject>;
  issuer: string;
  nowSeconds: number;
}

function claimsOf(token: string, { keys, issuer, nowSeconds }: Check): Claims | undefined {
  if (token.length > tokenLengthMax) return undefined;
  const [, header, payload] = shape.exec(token) ?? [];
  const { data: head } = Header.safeParse(canonicalJson(header));
  const key = head && keys.get(head.kid);
  if (!key || !isSigned(token, key, issuer, nowSeconds)) return undefined;

  return Claims.safeParse(canonicalJson(payload)).data;
}

function isCurrent({ iat, nbf = iat, exp }: Claims, nowSeconds: number): boolean {
  const hasBegun = Math.max(iat, nbf) <= nowSeconds + skewSeconds;
  const isShortLived = exp - iat <= lifeSeconds;
  return hasBegun && isShortLived && nowSeconds < exp;
}

function deleteOldest(cache: Map<string, Claims>): void {
  const [oldest] = cache.keys();
  if (oldest !== undefined) cache.delete(oldest);
}

/**
 * Checks signature, issuer and expiry. Expiry has no tolerance, so that no clock skew prolongs a
 * token.
 */
function isSigned(token: string, key: KeyObject, issuer: string, nowSeconds: number): boolean {
  const check = { algorithms: [algorithm] as ["HS256"], issuer, clockTimestamp: nowSeconds };
  try {
    jwt.verify(token, key, { ...check, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

/** Undefined unless the JSON is exactly as we would write it, which excludes duplicate members. */
function canonicalJson(part = ""): unknown {
  const text = Buffer.from(part, "base64url").toString();
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Identifies a key without revealing anything about it. */
function keyId(secret: string): string {
  return createHash("sha256").update(`slacky.kid:${secret}`).digest("hex").slice(0, 16);
}
