/** Every limit in one place: lengths in characters (Unicode code points) unless the name says otherwise. */
export const limits = {
  body_bytes: 1_048_576,
  body_depth: 32,
  body_items: 10_000,
  /** How many faults of one request are told. */
  faults: 100,

  page_default: 50,
  page_max: 100,
  /** How many rows a page may look at for filters that no index serves. */
  page_examined: 10_000,
  /** How many of them a search looks at before it asks the index of words. */
  page_glanced: 500,
  /** How many hits that index may have before looking at tickets one by one is tried first. */
  page_collected: 2_500,
  /** How many audit records one request verifies. */
  audit_verified: 10_000,
  statuses_in_filter: 20,
  labels_in_filter: 10,
  query: 200,

  name: 100,
  email: 254,
  password_max: 256,

  project_key_max: 10,
  title: 200,
  text: 65_536,
  external_id: 200,
  label: 50,
  labels_of_ticket: 50,
  metadata_bytes: 16_384,
  reason: 2_000,

  bulk_operations: 100,

  workflow_statuses: 30,
  workflow_transitions: 300,
  status: 40,

  /** How long an API token may last that expires at all. */
  token_days_max: 730,
  /** How long one that is over is kept. */
  token_days_kept: 30,

  /** From its last use. */
  session_days: 30,
  /** From its beginning, however much it is used. */
  session_days_max: 90,
  session_days_kept: 30,
  refresh_token: 200,
  refresh_grace_seconds: 30,
  stream_token_seconds: 30,

  /** What waits longer in the outbox, or lies there dead in greater number, is warned of. */
  outbox_lag_seconds: 60,
  outbox_dead_rows: 100_000,
  /** How many waiting rows of the outbox are counted at the most. */
  outbox_counted: 100_000,

  idempotency_key: 255,
  idempotency_hours_kept: 24,
} as const;
