/**
 * The moment from which so many days are kept: a midnight in UTC, so that a day goes as a whole and pruning
 * has something to do once a day, however often it runs. As PostgreSQL prints moments here, so that the two
 * compare as text.
 */
export function retentionCutoff(days: number, now = new Date()): string {
  const from = new Date(now);
  from.setUTCDate(from.getUTCDate() - days);
  return `${from.toISOString().slice(0, 10)}T00:00:00.000000Z`;
}
