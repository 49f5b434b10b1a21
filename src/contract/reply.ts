/** A successful response. It is stored under an `Idempotency-Key` and sent again in a replay. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}
