import type { AppliedMigration } from "./migration-files.ts";

/** The migrations before version 0.2.0, which were folded into the baseline. */
export const beforeBaseline: readonly AppliedMigration[] = [
  {
    name: "0001_create_users.sql",
    sha256: "a7cddf4017b8e1e3e6ff72eb5d7323f880b255cf477ba322a3c276f19d7ffac0",
  },
  {
    name: "0002_create_workspaces.sql",
    sha256: "885d77cfec5b91732a3ade6a863c0e44b902e8e8fd4d4c388ea02ac4da311607",
  },
  {
    name: "0003_create_workflows.sql",
    sha256: "dafa3bd78648aeb9ad1138934ec9c2ef38baab17d1499e49adac6fb7d3d03477",
  },
  {
    name: "0004_create_projects.sql",
    sha256: "378334eb73e02b303c7d3bd62c9203903ebbd0ac34cb92243ea9579b0cdf4255",
  },
  {
    name: "0005_create_tickets.sql",
    sha256: "c987ba6b54fdded77b505ca33ed027b5b676451112e722d282847901747b376c",
  },
  {
    name: "0006_create_comments.sql",
    sha256: "51f8b347e3eaca184f4013c02a1eb1b9e27478f69f25566a67e2a0a3a05cf2ce",
  },
  {
    name: "0007_create_outbox.sql",
    sha256: "50c78a81e2a272c98bde605fd23d7b7ed681fad5cf8835e3e7c4fd43574cee44",
  },
  {
    name: "0008_create_events.sql",
    sha256: "5741d1d4440cb6bcc21e9b3496cf514cae8a12fdb38f4162b3a8a8f4ddff942b",
  },
  {
    name: "0009_create_audit_log.sql",
    sha256: "eb23bc9cdee94b7be6b233f453546fb5694f1847887b43b58438bd6070432882",
  },
  {
    name: "0010_create_ticket_counts.sql",
    sha256: "fae9559989e976f67dd8920dcebbef55851dcab40619e05f5a5ccdebfeb2a6ba",
  },
  {
    name: "0011_allow_users_without_address.sql",
    sha256: "b609869c615bb15b8b85d3463541473990c1ea5cc102c6d54fecaf4ae2dbc646",
  },
  {
    name: "0012_validate_users_without_address.sql",
    sha256: "129505c00301a3d2241296a4335cf2c966e323207388b97d777a60e977e446a6",
  },
  {
    name: "0013_create_api_tokens.sql",
    sha256: "ddcba6fddcd4e3732c21344e20cab9ee0cdd60b8fd765732809f3ca99112595f",
  },
  {
    name: "0014_create_rate_limits.sql",
    sha256: "d7636cfc2eacb4b390dd46c8a3d5d53b3e8227b6ce2b86207bceb8aa19636574",
  },
  {
    name: "0015_create_idempotency_keys.sql",
    sha256: "2d691383f312924fe38076c365cea01adc9d4aebb0b65fd402edb55364d85712",
  },
  {
    name: "0016_index_tickets_by_queue.sql",
    sha256: "43458a7b8aa6dfed388a40529bacb83f50527192ee58b03a938408d52c8066d8",
  },
  {
    name: "0017_create_audit_checkpoints.sql",
    sha256: "e75b1413eabfcec0a3586e13ff9db0be9403a29c8334921301d8e187aea2cb7f",
  },
  {
    name: "0018_add_token_to_records.sql",
    sha256: "a7dc7b27d8a30e82cb77dbf3953c8e80cd552560069b7b0c2b2b981a7fbee677",
  },
  {
    name: "0019_index_audit_log_by_time.sql",
    sha256: "4f356b1a9ac4516ae04ec6a0b58b923388f792019f5411c2e95f8682c0634d78",
  },
  {
    name: "0020_create_stream_passes.sql",
    sha256: "c2ca57d164b4af434109c31b6c6985246135729e35cb92e5ada4880365e7d7fc",
  },
  {
    name: "0021_index_external_ids.sql",
    sha256: "bc6cd2a7f79a6dcef9017bd5c17969310310e8290759fd1c1034122fbdc261c3",
  },
  {
    name: "0022_index_tickets_by_assignee_with_status.sql",
    sha256: "893cbcea57af225848230fd9aeba561b976dcf6e768dab2f1471abc7961816e9",
  },
  {
    name: "0023_index_numbers_before_projects.sql",
    sha256: "f84b3f8c77637853d73b8664d09690d7d9cb3cf45fbbca159ae76f6fbd9c1f84",
  },
  {
    name: "0024_replace_indexes_of_tickets.sql",
    sha256: "2c1636d4dba1ed6e57f1d8f390f8ea2359188172abfa0abda1b97528dd3d0e34",
  },
  {
    name: "0025_vacuum_large_tables_in_time.sql",
    sha256: "b9ff2f562fa1ca881cb5e79e4363f09a182e281ddfd181d3ede2f4e52fa72eed",
  },
  {
    name: "0026_index_tickets_by_word.sql",
    sha256: "323264f88bcec38d3d44e3409564bd4456e8a6f38bff73973a2a23614c407fe9",
  },
  {
    name: "0027_drop_tickets_by_text.sql",
    sha256: "480c73b5663a46b930d6bf1d65a7cbabbecabdc6323a90a3ea79cb7d35f57b4a",
  },
  {
    name: "0028_merge_new_words_sooner.sql",
    sha256: "156041039c5c4c930a7ce0b430b4acc4fdf21744cf0f4e04c15445381fda5965",
  },
  {
    name: "0029_rename_to_api_terms.sql",
    sha256: "f27663b4281e4138cf3a23cd36975bc684cb85c5b52b7cc9f8aa2206379feb9d",
  },
  {
    name: "0030_rename_stored_terms.sql",
    sha256: "5d38af6669cda6f8a1ca381a363bd15ba7af954f00e71c37e10b72fc59032230",
  },
  {
    name: "0031_store_responses_in_one_batch.sql",
    sha256: "385cb04ffde84a6c4b0807ff4b5b00361415a81261dc46424571348058ab9e7e",
  },
  {
    name: "0032_create_feed_consumers.sql",
    sha256: "1be864dc40e77166d26598a0490d6f29af23233652ad202fe45829483b9b4dab",
  },
  {
    name: "0033_create_backfills.sql",
    sha256: "a24f5703b3428bdf058f5dabd9a2649cd54a83fa2239d47a44c869d5b33073a9",
  },
  {
    name: "0034_index_archived_projects.sql",
    sha256: "85d1a054544dcee3387529d87b458952cbcf1a16ac3b984e3da0708531a27c8c",
  },
  {
    name: "0035_add_leases_to_tickets.sql",
    sha256: "dbdcf6455f1c2932f827cac519ff4beaf2efad38c2be64bf6be82279b2006f41",
  },
  {
    name: "0036_validate_leases_of_tickets.sql",
    sha256: "c9cd120bc176d7ef814754acb867792921324c50d89b620772b68b8f3735220d",
  },
  {
    name: "0037_index_tickets_by_lease.sql",
    sha256: "c13ebf39dd8c29158e47419882e9b975bba69d31950b4138ccee684b590aa102",
  },
  {
    name: "0038_index_returned_tickets.sql",
    sha256: "c6d2286eb19570dc584236acb7505a8a3db20c674c6fe377404ee0286bc18202",
  },
  {
    name: "0039_index_sessions_by_user.sql",
    sha256: "e54066768caf41c24d4cf3424bcf8dec78d39b898f0f17994af19e8edf3e0136",
  },
  {
    name: "0040_replace_sessions_by_user.sql",
    sha256: "5a39f57b4bb74f32962f68e778e9417dcb9281b688a20ded2c55ffbe1268eefa",
  },
  {
    name: "0041_empty_texts_of_events.sql",
    sha256: "2114975bc28535c3bc2a46be0afb8651e86a26f7975c135bf93d76f1be861f97",
  },
  {
    name: "0042_create_search_documents.sql",
    sha256: "a2b2b22b6675918bc5d7d1410f4f9befb53dbd024e6ddc85fa28153ef1701b17",
  },
  {
    name: "0043_fold_labels.sql",
    sha256: "43f1d8e0c87a4c13c0f5aa297501b1fab701659debd0c7346f9dbb9bfaa7c30e",
  },
  {
    name: "0044_end_what_leavers_left.sql",
    sha256: "06ff07db655d20f6f474c12e5ee7eacf72e88643e2e9abfcce09201b999d3fcf",
  },
  {
    name: "0045_add_email_keys.sql",
    sha256: "53ab707a549a521830cc9f82345045cc193f93f6d523943ce0bf6b1ccf2b71bc",
  },
  {
    name: "0046_index_users_by_email_key.sql",
    sha256: "4ec5133de40b6b5d9ce4b9689364c71ff4ff9a6943e23101b844189e27b5501c",
  },
  {
    name: "0047_index_invitations_by_email_key.sql",
    sha256: "78000cf322841900589eee070af4f8444a88a2635f8b64d9145f06c539afa163",
  },
  {
    name: "0048_count_passes_of_backfills.sql",
    sha256: "793f4f522a1b6c6397a06eae6b78101ddf176f7752985b2dfc4cfd9b95e684a8",
  },
];
