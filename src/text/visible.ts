/**
 * Characters that show nothing: white space, controls, what Unicode calls default ignorable (zero-width
 * characters, fillers, direction marks, tags), blanks that are symbols (U+2800, U+1D159), the stand-in for
 * an embedded object (U+FFFC), and code points that will never be characters.
 */
const invisible =
  /[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufff9-\ufffc\u{13430}-\u{1343f}\u{16fe4}\u{1d159}]*/uy;

/** Whether a reader sees anything at all. */
export function isVisible(text: string): boolean {
  invisible.lastIndex = 0;
  invisible.test(text);
  return invisible.lastIndex < text.length;
}
