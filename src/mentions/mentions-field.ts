import { z } from "zod";
import { id } from "../contract/fields.ts";

/** The mentions of a text, as the API shows them. */
export const mentions = z.array(id).meta({
  description:
    "The members that the text mentions by their handle, outside of quotes: the first 50, in the order of the text.",
});
