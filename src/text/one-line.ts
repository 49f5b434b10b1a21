/**
 * Whether a text is one line wherever it is shown. Controls include CR, LF, VT, FF and NEL, and the
 * separators of files, groups and records, at which some programs break a line; Unicode has a line and a
 * paragraph separator besides.
 */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
