import { createHash, createSecretKey, type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";

const lifeSeconds = 900;
const skewSeconds = 30;
const tokenLengthMax = 4096;
const rememberedMax = 5_000;
const algorithm = "HS256";
const audience = "slacky";
const clientId = "slacky";
const shape = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Who makes a request: a person, through one of the sessions they signed in to. */
export interface AccessTokenSubject {
  user_id: string;
  session_id: string;
}

/** The same as a token tells it, with the moment from which it tells nothing: seconds since 1970. */
export type VerifiedAccessToken = AccessTokenSubject & { expires_at: number };

export interface AccessTokens {
  sign(subject: AccessTokenSubject): { token: string; expires_in: number };
  /** Undefined for whatever is not a token of ours that is valid now; never says why. */
  verify(token: string): VerifiedAccessToken | undefined;
}

/** Nothing else: `jku`, `x5u`, `jwk` and `crit` would let a token choose how it is checked. */
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
  iat: z.int(),
  nbf: z.int().optional(),
  exp: z.int(),
});
type Claims = z.output<typeof Claims>;

/**
 * Access tokens by RFC 9068: they say who, never what they may do. The first secret signs, all
 * verify, so that a secret can be replaced without signing anybody out. `now` is in milliseconds.
 *
 * What was verified once is remembered, because a signature stays good and checking it was a fifth of what a
 * read cost; the clock is asked every time. A token stands for nobody by being remembered: whether its session
 * is alive is read from the database.
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
  if (!current) throw new Error("There is no secret to sign access tokens with.");
  const [keyid, signingKey] = current;
  const remembered = new Map<string, Claims>();

  return {
    sign({ user_id, session_id }) {
      const iat = Math.floor(now() / 1000);
      const token = jwt.sign({ iat, sid: session_id, client_id: clientId }, signingKey, {
        algorithm,
        keyid,
        header: { alg: algorithm, typ: "at+jwt" },
        issuer,
        audience,
        subject: user_id,
        jwtid: randomUUID(),
        expiresIn: lifeSeconds,
      });
      return { token, expires_in: lifeSeconds };
    },
    verify(token) {
      const nowSeconds = Math.floor(now() / 1000);
      const known = remembered.get(token);
      const claims = known ?? claimsOf(token, { keys, issuer, nowSeconds });
      if (!claims || !isCurrent(claims, nowSeconds)) return undefined;
      if (!known) {
        remembered.set(token, claims);
        if (remembered.size > rememberedMax) forgetOldest(remembered);
      }
      return { user_id: claims.sub, session_id: claims.sid, expires_at: claims.exp };
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
  const begun = Math.max(iat, nbf) <= nowSeconds + skewSeconds;
  const shortLived = exp - iat <= lifeSeconds;
  return begun && shortLived && nowSeconds < exp;
}

function forgetOldest(remembered: Map<string, Claims>): void {
  const [oldest] = remembered.keys();
  if (oldest !== undefined) remembered.delete(oldest);
}

/** Signature, issuer and expiry, which has no tolerance: no clock lengthens a token's life. */
function isSigned(token: string, key: KeyObject, issuer: string, nowSeconds: number): boolean {
  const check = { algorithms: [algorithm] as ["HS256"], issuer, clockTimestamp: nowSeconds };
  try {
    jwt.verify(token, key, { ...check, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

/** Undefined unless written exactly as we write it: that leaves no room for a claim given twice. */
function canonicalJson(part = ""): unknown {
  const text = Buffer.from(part, "base64url").toString();
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Tells keys apart without telling anything about them. */
function keyId(secret: string): string {
  return createHash("sha256").update(`slacky.kid:${secret}`).digest("hex").slice(0, 16);
}
