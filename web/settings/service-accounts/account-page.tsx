import { useState } from "preact/hooks";
import type { ApiToken, ServiceAccount } from "../../../client/index.ts";
import { api } from "../../api/client.ts";
import { useOpener } from "../../forms/use-opener.ts";
import { readFirstPage } from "../../loading/loader.ts";
import { LoadedView, useLoader } from "../../loading/loading-view.tsx";
import { followLink, paths, type Route } from "../../routes.ts";
import { can, workspace } from "../../store/workspace.ts";
import { Section } from "../../ui/page.tsx";
import { serviceAccountWords as words } from "../../words/en/service-accounts.ts";
import { settingsWords } from "../../words/en/settings.ts";
import { SettingsPage } from "../frame.tsx";
import { CreateToken } from "./create-token.tsx";
import { NewToken } from "./new-token.tsx";
import { TokenTable } from "./token-table.tsx";

interface AccountPageProps {
  route: Route;
  userId: string;
}

/** One service account and its tokens. */
export function AccountPage(props: AccountPageProps) {
  if (can("service_account:manage")) return <Account {...props} />;
  return (
    <SettingsPage route={props.route} title={words.title}>
      <p class="note">{words.forbidden}</p>
    </SettingsPage>
  );
}

function Account({ route, userId }: AccountPageProps) {
  const workspace_id = workspace.value?.id ?? "";
  const loader = useLoader(
    async (signal) => {
      const key = { workspace_id, user_id: userId };
      const readTokens = (place: { cursor?: string }) =>
        api.listApiTokens({ ...key, ...place, limit: 100 }, { signal });
      const [account, tokens] = await Promise.all([
        api.getServiceAccount(key, { signal }),
        // At most 100 tokens of an account are not revoked, but expired ones stay for a while.
        readFirstPage(readTokens, signal),
      ]);
      return { account, tokens: tokens.rows };
    },
    [workspace_id, userId],
  );
  const loaded = loader.loaded.value;
  const account = loaded.state === "loaded" ? loaded.value.account : undefined;
  return (
    <SettingsPage
      route={route}
      title={account?.name ?? words.title}
      intro={account && `@${account.handle} · ${settingsWords.roles[account.role]}`}
      isWide
    >
      <BackLink />
      <LoadedView loader={loader}>
        {(shown) => (
          <Tokens
            account={shown.account}
            tokens={shown.tokens}
            setTokens={(tokens) => loader.change((now) => ({ ...now, tokens }))}
          />
        )}
      </LoadedView>
    </SettingsPage>
  );
}

function BackLink() {
  const path = paths.workspaceSettings(workspace.value?.slug ?? "", "service-accounts");
  return (
    <a class="link" href={path} onClick={(event) => followLink(event, path)}>
      {words.back}
    </a>
  );
}

interface TokensProps {
  account: ServiceAccount;
  tokens: ApiToken[];
  setTokens: (tokens: ApiToken[]) => void;
}

function Tokens({ account, tokens, setTokens }: TokensProps) {
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<{ token: string | null }>();
  const opener = useOpener(isCreating);
  const closeCreated = () => {
    setCreated(undefined);
    opener.current?.focus();
  };
  return (
    <Section title={words.tokens} intro={words.tokensIntro}>
      {created && <NewToken token={created.token} close={closeCreated} />}
      {isCreating ? (
        <CreateToken
          account={account}
          close={() => setCreating(false)}
          onCreated={({ token, ...metadata }) => {
            setCreating(false);
            setCreated({ token });
            setTokens([metadata, ...tokens]);
          }}
        />
      ) : (
        <p>
          <button
            ref={opener}
            class="button button-primary"
            type="button"
            onClick={() => setCreating(true)}
          >
            {words.newToken}
          </button>
        </p>
      )}
      {tokens.length === 0 ? (
        <p class="note">{words.noToken}</p>
      ) : (
        <TokenTable
          tokens={tokens}
          onRevoked={({ id }) => setTokens(tokens.filter((token) => token.id !== id))}
        />
      )}
    </Section>
  );
}
