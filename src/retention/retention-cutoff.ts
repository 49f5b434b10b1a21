/**
 * The start of the retention period: midnight UTC, so that whole days are pruned and pruning has
 * work once a day, however often it runs. In the format of PostgreSQL's output, so that the two
 * compare as text.
 */
export function retentionCutoff(days: number, now = new Date()): string {
  const from = new Date(now);
  from.setUTCDate(from.getUTCDate() - days);
  return `${from.toISOString().slice(0, 10)}T00:00:00.000000Z`;
}
