import type { Page } from "playwright-core";
import { type Act, press } from "./acts.ts";
import type { Screen } from "./screen.ts";

/** The pages that read something, by the name of their picture. */
const pages: Record<string, string> = {
  "my-work": "",
  inbox: "inbox",
  trash: "trash",
  search: "search?q=map",
  "settings-workspace": "settings/workspace",
  "settings-members": "settings/members",
  "settings-service-accounts": "settings/service-accounts",
  "settings-projects": "settings/projects",
  "settings-workflows": "settings/workflows",
  "settings-workflow-editor": "settings/workflow-editor/new",
  "settings-labels": "settings/labels",
  "settings-audit": "settings/audit",
  "account-security": "/settings/security",
  "account-notifications": "/settings/notifications",
  "account-workspaces": "/settings/workspaces",
};

const inEveryState: readonly Screen[] = Object.entries(pages).flatMap(([name, path]) => [
  { name: `${name}-fails`, path, answers: "fails" },
  { name: `${name}-loads`, path, answers: "never" },
  { name: `${name}-new`, path, as: "newcomer" },
  { name: `${name}-as-viewer`, path, as: "viewer" },
]);

/** The other screens of the app, and what they look like while empty, loading, refused or read-only. */
export const states: readonly Screen[] = [
  ...inEveryState,
  { name: "sign-in-refused", path: "/", as: "nobody", act: signInWrongly },
  { name: "register-refused", path: "/register", as: "nobody", act: registerWeakly },
  { name: "reset-ask", path: "/account/reset", as: "nobody" },
  { name: "reset", path: "/account/reset#slp_x", as: "nobody", act: submitReset },
  { name: "confirm", path: "/account/confirm#slc_x", as: "nobody" },
  { name: "confirm-refused", path: "/account/confirm#slc_x", as: "nobody", act: click("Confirm") },
  { name: "stop", path: "/account/confirm#sls_x", as: "nobody" },
  { name: "invitation-refused", path: "/account/invitation#sli_x", as: "nobody" },
  { name: "no-workspace", path: "/", as: "alone" },
  { name: "no-workspace-account", path: "/settings/profile", as: "alone" },
  { name: "workspace-menu", path: "", isWide: true, act: click("Korvelo") },
  { name: "account-menu", path: "", isWide: true, act: click("Your account") },
  { name: "inbox-unread", path: "inbox?unread=true" },
  { name: "inbox-archived", path: "inbox?archived=true" },
  { name: "inbox-reason", path: "inbox", act: click("Reason") },
  { name: "my-work-reported", path: "?view=reported" },
  { name: "search-nothing", path: "search?q=zeppelin" },
  { name: "search-too-short", path: "search?q=%22" },
  { name: "search-long", path: `search?q=${"map".repeat(120)}` },
  { name: "members-invited", path: "settings/members?state=invited" },
  { name: "members-removed", path: "settings/members?state=removed" },
  { name: "members-no-match", path: "settings/members?q=zeppelin" },
  { name: "members-invite", path: "settings/members", act: invite },
  { name: "members-remove", path: "settings/members", act: click("Remove") },
  { name: "members-only-admin", path: "settings/members", as: "newcomer", act: click("Leave") },
  { name: "service-account", path: "settings/service-accounts", act: openServiceAccount },
  { name: "service-account-create", path: "settings/service-accounts", act: newServiceAccount },
  { name: "token-create", path: "settings/service-accounts", act: newToken(false) },
  { name: "token-shown", path: "settings/service-accounts", act: newToken(true) },
  { name: "audit-record", path: "settings/audit", act: openRecord },
  { name: "audit-verified", path: "settings/audit", act: verify },
  { name: "audit-filtered", path: "settings/audit?outcome=refused" },
  { name: "workflow-long", path: "settings/workflows", act: scrollBy(600) },
  { name: "workflow-editor-copy", path: "settings/workflows", act: editWorkflow },
  { name: "workflow-editor-end", path: "settings/workflow-editor/new", act: scrollBy(1600) },
  { name: "label-rename", path: "settings/labels", act: click("Rename") },
  { name: "label-delete", path: "settings/labels", act: click("Delete") },
  { name: "project-create", path: "settings/projects", act: click("New project") },
  { name: "project-rename", path: "settings/projects", act: click("Rename") },
  { name: "project-archive", path: "settings/projects", act: click("Archive") },
  { name: "workspace-end", path: "settings/workspace", act: scrollBy(2000) },
  { name: "workspace-delete", path: "settings/workspace", act: click("Delete") },
  { name: "security-end", path: "/settings/security", act: scrollBy(2000) },
  { name: "security-wrong", path: "/settings/security", act: changePasswordWrongly },
  { name: "notifications-end", path: "/settings/notifications", act: scrollBy(2000) },
  { name: "missing-page", path: "settings/nothing" },
  // The last one, because nobody can look further without signing in again.
  { name: "sign-in-again", path: "/settings/profile", act: expire, hasOwnSession: true },
];

function click(name: string): Act {
  return async (page) => {
    const control = page.getByRole("button", { name }).or(page.getByRole("link", { name }));
    await control.filter({ visible: true }).first().click();
  };
}

function scrollBy(height: number): Act {
  return (page) =>
    page.evaluate((by) => {
      for (const each of document.querySelectorAll(".scroll")) each.scrollBy(0, by);
    }, height);
}

async function signInWrongly(page: Page): Promise<void> {
  await page.getByLabel("Email").fill("mara@example.com");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
}

async function registerWeakly(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.keyboard.press("Enter");
}

async function submitReset(page: Page): Promise<void> {
  await page.locator("#new").fill("short");
  await page.keyboard.press("Enter");
  await page.locator("#problem:not([hidden])").waitFor();
}

async function invite(page: Page): Promise<void> {
  await page.getByLabel("Email address").fill("newcomer@example.com");
  await page.keyboard.press("Enter");
  await page.getByRole("status").first().waitFor();
}

async function openServiceAccount(page: Page): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "Sorter" }).click();
}

async function newServiceAccount(page: Page): Promise<void> {
  await click("New service account")(page, undefined as never);
}

function newToken(isSent: boolean): Act {
  return async (page) => {
    await openServiceAccount(page);
    await click("New token")(page, undefined as never);
    if (!isSent) return;
    await page.getByLabel("Name").last().fill("Nightly");
    await page.keyboard.press("Enter");
  };
}

async function openRecord(page: Page): Promise<void> {
  await page.locator(".record summary").first().click();
}

async function verify(page: Page): Promise<void> {
  await click("Verify")(page, undefined as never);
  await page.locator(".verify-result").waitFor();
}

async function editWorkflow(page: Page): Promise<void> {
  await click("Change a copy")(page, undefined as never);
}

async function changePasswordWrongly(page: Page): Promise<void> {
  await page.getByLabel("Current password").first().fill("wrong");
  await page.getByLabel("New password").fill("marmalade on a tall ladder");
  await page.keyboard.press("Control+Enter");
}

async function expire(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.route("**/v1/me", (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: "Bearer expired" } }),
  );
  await page.getByLabel("Name").first().fill("Mara L.");
  await press("Control+Enter")(page, undefined as never);
  await page.getByRole("dialog").waitFor();
}
