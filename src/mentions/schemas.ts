import { z } from "zod";
import { text } from "../contract/fields.ts";
import { limits } from "../limits.ts";
import { mentions } from "./mentions-field.ts";

export const RenderMarkdownBody = z
  .strictObject({
    text: text({ max: limits.text }).meta({
      description: "Markdown.",
      example: "Since this morning, **only** in Firefox.",
    }),
  })
  .meta({ id: "RenderMarkdown" });

export const RenderedMarkdown = z
  .object({
    html: z.string().meta({
      description: "As it would be stored with a ticket or a comment.",
      example: "<p>Since this morning, <strong>only</strong> in Firefox.</p>",
    }),
    mentions,
  })
  .meta({ id: "RenderedMarkdown" });
