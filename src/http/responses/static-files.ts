/**
 * How the files of pages are sent. Without ranges: the files are small, and a range outside of one would
 * be a refusal of its own.
 */
export const fileOptions = { maxAge: "1h", acceptRanges: false } as const;
