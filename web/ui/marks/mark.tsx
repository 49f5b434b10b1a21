/** The sign of Slacky: the columns of a board. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="15" fill="#1e52c6" />
      <rect x="13" y="14" width="10" height="36" rx="4" fill="#fff" />
      <rect x="27" y="14" width="10" height="25" rx="4" fill="#fff" opacity="0.86" />
      <rect x="41" y="14" width="10" height="14" rx="4" fill="#fff" opacity="0.72" />
    </svg>
  );
}
