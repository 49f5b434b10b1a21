import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { followLink, paths, type Route } from "../routes.ts";
import { isAdmin, workspace } from "../store/workspace.ts";
import { settingsWords as words } from "../words/en/settings.ts";

interface SettingsPageProps {
  route: Route;
  title: string;
  intro?: ComponentChildren;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  /** For drawings and tables. */
  isWide?: boolean;
  children: ComponentChildren;
}

const workspacePages = [
  "workspace",
  "members",
  "service-accounts",
  "projects",
  "workflows",
  "labels",
  "audit",
] as const;
const accountPages = ["profile", "security", "notifications", "appearance", "workspaces"] as const;

/** A page of the settings, with links to the others. */
export function SettingsPage({
  route,
  title,
  intro,
  actions,
  isWide = false,
  children,
}: SettingsPageProps) {
  return (
    <div class="page scroll">
      <div class="settings">
        <SettingsLinks route={route} />
        <div class={isWide ? "settings-body settings-wide" : "settings-body"}>
          <header class="page-head">
            <div class="grow">
              <h1>{title}</h1>
              {intro && <p>{intro}</p>}
            </div>
            {actions}
          </header>
          {children}
        </div>
      </div>
    </div>
  );
}

function SettingsLinks({ route }: { route: Route }) {
  const here = route.name === "workspace-settings" ? partOf(route.page) : undefined;
  const slug = workspace.value?.slug;
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // On a phone the links are one line, which scrolls.
    const current = nav.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return (
    <nav ref={nav} class="settings-links" aria-label={words.links}>
      {slug !== undefined && (
        <div class="settings-part">
          <h2>{words.workspace}</h2>
          {workspacePages
            .filter((page) => page !== "audit" || isAdmin.value)
            .map((page) => (
              <SettingsLink
                key={page}
                path={paths.workspaceSettings(slug, page)}
                isHere={here === page}
                title={words.workspacePages[page]}
              />
            ))}
        </div>
      )}
      <div class="settings-part">
        <h2>{words.account}</h2>
        {accountPages.map((page) => (
          <SettingsLink
            key={page}
            path={paths.accountSettings(page)}
            isHere={route.name === "account-settings" && route.page === page}
            title={words.accountPages[page]}
          />
        ))}
      </div>
    </nav>
  );
}

function SettingsLink({ path, title, isHere }: { path: string; title: string; isHere: boolean }) {
  return (
    <a
      class={isHere ? "settings-link settings-link-here" : "settings-link"}
      href={path}
      aria-current={isHere ? "page" : undefined}
      onClick={(event) => followLink(event, path)}
    >
      {title}
    </a>
  );
}

/** The editor belongs to the workflows. */
function partOf(page: string): string {
  return page === "workflow-editor" ? "workflows" : page;
}
