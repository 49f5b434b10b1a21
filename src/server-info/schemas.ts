import { z } from "zod";

export const InstanceInfo = z
  .object({
    registration: z.enum(["open", "invited", "closed"]).meta({
      description: "Who may register: everybody, only invited email addresses, or nobody.",
    }),
    sign_in: z
      .array(z.enum(["password"]))
      .meta({ description: "How people can sign in. Later versions may add ways." }),
    password_length_min: z.int().meta({ example: 15 }),
    sends_mail: z.boolean().meta({
      description: "Whether this server sends mail. Without mail, nobody can reset a password.",
    }),
    version: z.string().nullable().meta({
      description: "The version of the server. Null unless the request has a valid access token.",
      example: "0.4.0",
    }),
  })
  .meta({ id: "Instance" });
