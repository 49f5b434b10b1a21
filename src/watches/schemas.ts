import { z } from "zod";
import { id } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { shownHandle } from "../members/handles/handle.ts";

export const watchLevels = ["watching", "left", "muted"] as const;
export type WatchLevel = (typeof watchLevels)[number];

const implied = z.enum(["reporter", "assignee"]).nullable().meta({
  description:
    "Why the ticket is watched without having been asked for; null for everyone except its reporter and assignee.",
});

export const Watch = z
  .object({
    level: z.enum(watchLevels).nullable().meta({
      description:
        "What you have chosen, or got by commenting or being mentioned; null if neither, which means that you watch the ticket only if `implied` is not null.",
    }),
    implied,
  })
  .meta({ id: "Watch" });
export type Watch = z.output<typeof Watch>;

const level = z
  .enum(["watching", "muted"])
  .default("watching")
  .meta({ description: "`muted` notifies of nothing, not even of a mention." });

export const WatchBody = z.strictObject({ level }).meta({ id: "WatchTicket" });

export const Watcher = z
  .object({
    user_id: id,
    name: z.string().meta({ example: "Ada Lovelace" }),
    handle: shownHandle,
    kind: z.enum(["person", "service"]),
    implied,
  })
  .meta({ id: "Watcher" });
export type Watcher = z.output<typeof Watcher>;

export const WatchersQuery = z.strictObject(pageParameters);
export const WatcherPage = pageSchema(Watcher).meta({ id: "WatcherPage" });

export const ProjectWatch = z
  .object({ level: z.enum(["watching", "muted"]).nullable() })
  .meta({ id: "ProjectWatch" });
export type ProjectWatch = z.output<typeof ProjectWatch>;

export const ProjectWatchBody = z
  .strictObject({
    level: level.meta({
      description:
        "`watching` notifies of new tickets, `muted` of nothing that happens to the tickets of the project.",
    }),
  })
  .meta({ id: "WatchProject" });
