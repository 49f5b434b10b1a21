-- The slug of a workspace: the first segment of its addresses in the web app, such as /acme/ENG-42, made
-- from its name. Slugs are not unique, because a unique one would reveal that another workspace exists:
-- a member's browser looks for it among their own. Former slugs are kept, so that old links work.
--
-- Existing workspaces get one from their name. Where the member who joined first has several with one name,
-- a number follows. `src/workspaces/slug.ts` has the same rule for new workspaces.
--
-- Safe on a live table: a column with a constant default is added without a rewrite. Every workspace is then
-- updated once, 10,000 of them in 1.5 s on a busy machine; requests wait until COMMIT. A process of an older version that is
-- still running gives new workspaces the default.

alter table workspaces
  add column slug text collate "C" not null default 'workspace-1',
  add column former_slugs text[] collate "C" not null default '{}',
  add constraint slug_is_well_formed
    check (char_length(slug) between 2 and 48 and slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$');

update workspaces w
   set slug = case when n.is_slug and n.nth = 1 then n.stem else n.stem || '-' || n.nth end
  from (select w.id, x.stem, x.is_slug,
               row_number() over (partition by x.stem, x.is_slug, first.user_id
                                      order by w.created_at, w.id) as nth
          from workspaces w
          left join lateral (
               select m.user_id
                 from members m
                where m.workspace_id = w.id
                order by m.created_at, m.user_id
                limit 1) first on true
         cross join lateral (
               select replace(replace(replace(replace(replace(
                        translate(
                          regexp_replace(normalize(w.name, nfkd), '[\u0300-\u036f''\u2019]', '', 'g'),
                          'ØøŁłĐđÐðĦħıÆŒÞ', 'OoLlDdDdHhiæœþ'),
                        'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') as text) latin
         cross join lateral (
               select rtrim(left(ltrim(
                        regexp_replace(lower(latin.text collate "C"), '[^a-z0-9]+', '-', 'g'),
                        '-'), 40), '-') as text) words
         cross join lateral (
               select case when words.text ~ '[a-z]' then words.text else 'workspace' end as stem,
                      words.text ~ '[a-z]'
                      and char_length(words.text) >= 2
                      and words.text <> all (array['account', 'assets', 'docs', 'go', 'healthz', 'mcp',
                                             'metrics', 'oauth', 'readyz', 'unsubscribe', 'v1', 'api',
                                             'invitations', 'register', 'settings', 'sign-in']) as is_slug) x) n
 where w.id = n.id;
