/** One word for the stream of events and the writes together: what matters most to the person. */
export function connectionState({
  feed,
  isOffline,
  waiting,
}: {
  feed: "live" | "connecting" | "offline";
  /** Whether writes do not reach the server. */
  isOffline: boolean;
  waiting: number;
}): "live" | "connecting" | "saving" | "offline" {
  if (feed === "offline" || (isOffline && waiting > 0)) return "offline";
  if (waiting > 0) return "saving";
  return feed;
}
