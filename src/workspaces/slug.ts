import { z } from "zod";
import { limits, reservedSlugs } from "../limits.ts";
import { latinWords } from "../text/latin-words.ts";

const { slug: max, slug_min: min } = limits;
const shape = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The slugs of a workspace, as the API shows them to its members. */
export const slugs = {
  slug: z.string().meta({
    description:
      "The first segment of the workspace's addresses in the web app. Not unique: look for it among your own workspaces.",
    example: "analytical-engines",
  }),
  former_slugs: z.array(z.string()).meta({
    description: "Slugs that the workspace had before, the latest first. Old links contain them.",
    example: [],
  }),
};

/** A slug that an admin chooses. */
export const newSlug = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (slug) => slug.length >= min && slug.length <= max && shape.test(slug),
    `Must be ${min} to ${max} characters: letters from a to z and digits, with single \`-\` between them.`,
  )
  .refine(
    (slug) => !reservedSlugs.includes(slug),
    "The server has a page of its own at this address. Choose another slug.",
  )
  .meta({ minLength: min, maxLength: max, example: "acme" });

/** What the slug of a new workspace begins with. */
export interface SlugStem {
  stem: string;
  /** Whether the stem itself may be a slug. Otherwise a number follows in any case. */
  is_slug: boolean;
}

/** Room for a hyphen and a number. */
const stemLength = limits.slug - 8;

/**
 * The stem of a name. One without Latin letters has `workspace`. `migrations/0036_add_slugs.sql` has the
 * same rule for workspaces of before.
 */
export function slugStemOf(name: string): SlugStem {
  const stem = latinWords(name, { max: stemLength });
  if (stem === undefined) return { stem: "workspace", is_slug: false };
  return { stem, is_slug: stem.length >= min && !reservedSlugs.includes(stem) };
}
