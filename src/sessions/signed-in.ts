import { z } from "zod";
import type { Instance } from "../instance.ts";
import { User } from "../users/user.ts";

/**
 * Asks for the session cookie. Only pages of this server may use it: see src/http/session-cookie.ts.
 */
export const sessionField = z.literal("cookie").optional().meta({
  description:
    "Only for pages of this server: the refresh token is in a cookie that scripts cannot read, instead of in the body.",
});

/** The response to signing in, registering and refreshing. */
export const SignedIn = z
  .object({
    user: User,
    access_token: z.string().meta({ description: "Send it as `Authorization: Bearer …`." }),
    refresh_token: z.string().optional().meta({
      description:
        'Works for one refresh. Keep it secret. Absent after `session: "cookie"`: then it is in the session cookie.',
    }),
    token_type: z.literal("Bearer"),
    expires_in: z
      .int()
      .meta({ description: "Seconds until the access token expires.", example: 900 }),
  })
  .meta({ id: "SignedIn" });

export type SignedIn = z.output<typeof SignedIn>;

/** A live session and its current refresh token. */
export interface LiveSession {
  session_id: string;
  user: User;
  refresh_token: string;
  /** How many refreshes of the session came before these tokens. */
  generation: number;
}

/** Signs an access token and makes the response. */
export function signedIn({ accessTokens }: Instance, live: LiveSession): SignedIn {
  const { user, session_id, refresh_token, generation } = live;
  const { token, expires_in } = accessTokens.sign({ user_id: user.id, session_id, generation });
  return { user, access_token: token, refresh_token, token_type: "Bearer", expires_in };
}
