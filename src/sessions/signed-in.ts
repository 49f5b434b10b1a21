import { z } from "zod";
import type { Instance } from "../instance.ts";
import { User } from "../users/user.ts";

/** What everybody gets who signs in, or stays signed in. */
export const SignedIn = z
  .object({
    user: User,
    access_token: z.string().meta({ description: "Send it as `Authorization: Bearer …`." }),
    refresh_token: z.string().meta({ description: "Works for one refresh. Keep it secret." }),
    token_type: z.literal("Bearer"),
    expires_in: z
      .int()
      .meta({ description: "Seconds until the access token expires.", example: 900 }),
  })
  .meta({ id: "SignedIn" });

export type SignedIn = z.output<typeof SignedIn>;

/** A session that is live, and the refresh token that it goes on with. */
export interface LiveSession {
  session_id: string;
  user: User;
  refresh_token: string;
}

/** Signs the access token and gives the answer. */
export function signedIn({ accessTokens }: Instance, live: LiveSession): SignedIn {
  const { user, session_id, refresh_token } = live;
  const { token, expires_in } = accessTokens.sign({ user_id: user.id, session_id });
  return { user, access_token: token, refresh_token, token_type: "Bearer", expires_in };
}
