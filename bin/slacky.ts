import { Command } from "commander";
import { version } from "../src/version.ts";
import { describeError } from "./describe-error.ts";

// The code of a command is loaded when it runs: loading all of it took half a second.
const slacky = new Command("slacky").description("A self-hosted ticket service.").version(version);

slacky
  .command("start")
  .description("run everything in one process; without DATABASE_URL, on an embedded database")
  .option("--demo", "fill an empty instance with two months of a team's work, to look around in")
  .action(async (options) => (await import("./commands/start.ts")).start(options));

slacky
  .command("build")
  .description("build the app in the browser; `start` does it if its sources changed")
  .action(async () => (await import("./commands/build.ts")).build());

slacky
  .command("api")
  .description("serve only the API")
  .action(async () => (await import("./commands/api.ts")).api());

slacky
  .command("worker")
  .description("run only the background jobs")
  .action(async () => (await import("./commands/worker.ts")).worker());

slacky
  .command("migrate")
  .description("migrate the database to this version's schema")
  .option("--dry-run", "print what would run, without changing anything")
  .action(async (options) => (await import("./commands/migrate.ts")).migrate(options));

const userCommand = slacky
  .command("user")
  .description("create accounts, set passwords, erase people");

userCommand
  .command("create")
  .description("create an account; prompts for the password, or reads it from standard input")
  .requiredOption("--email <address>", "the email address to sign in with")
  .requiredOption("--name <name>", "the name that others see")
  .action(async (options) => (await import("./commands/user.ts")).create(options));

userCommand
  .command("set-password")
  .description("set a new password for an account and end its sessions")
  .requiredOption("--email <address>", "the email address of the account")
  .action(async (options) => (await import("./commands/user.ts")).setPasswordOf(options));

userCommand
  .command("reset-link")
  .description("print a link with which a person chooses a new password")
  .argument("<email>", "the email address of the account")
  .action(async (email) => (await import("./commands/user.ts")).resetLink({ email }));

userCommand
  .command("erase")
  .description("erase a person: name, email address, sessions, and personal data in the audit log")
  .requiredOption("--email <address>", "the email address of the account")
  .action(async (options) => (await import("./commands/user.ts")).erase(options));

const workspaceCommand = slacky
  .command("workspace")
  .description("create and restore workspaces, give them an admin");

workspaceCommand
  .command("create <name>")
  .description("create a workspace for somebody who has an account")
  .requiredOption("--admin <address>", "the email address of its admin")
  .action(async (name, options) => (await import("./commands/workspace.ts")).create(name, options));

workspaceCommand
  .command("set-admin <id>")
  .description(
    "make somebody who has an account an admin, if the admins are gone or about to leave",
  )
  .requiredOption("--email <address>", "the email address of the account")
  .action(async (id, options) => (await import("./commands/workspace.ts")).setAdminOf(id, options));

workspaceCommand
  .command("restore <id>")
  .description("bring back a workspace that was deleted at most 30 days ago")
  .action(async (id) => (await import("./commands/workspace.ts")).restore(id));

slacky
  .command("copy")
  .description("copy all data to an empty PostgreSQL 15 to 18; the password can be in ~/.pgpass")
  .requiredOption("--to <address>", "URL of the new database, with the role that Slacky will use")
  .option("--to-owner <address>", "the same, with the role that owns the schema")
  .action(async (options) => (await import("./commands/copy.ts")).copy(options));

slacky
  .command("prune")
  .description(
    "delete events and audit records older than EVENTS_RETENTION and AUDIT_RETENTION, as the owner",
  )
  .option("--dry-run", "print what would be deleted, without deleting anything")
  .action(async (options) => (await import("./commands/prune.ts")).prune(options));

slacky
  .command("redact")
  .description(
    "replace a secret that was pasted into a ticket or its comments, everywhere in the database; prompts for it, or reads it from standard input",
  )
  .requiredOption("--workspace <id>", "the workspace of the ticket")
  .requiredOption("--ticket <key>", "the ticket's key, such as ENG-42, or its ID")
  .option("--yes", "replace it; without this, only say where it is")
  .action(async (options) => (await import("./commands/redact.ts")).redact(options));

slacky
  .command("doctor")
  .description("check this installation for problems and say how to fix them")
  .option("--json", "print the findings as JSON")
  .action(async (options) => (await import("./commands/doctor.ts")).doctor(options));

slacky
  .command("tail")
  .description("follow the events of a workspace, one per line")
  .requiredOption("--workspace <id>", "the workspace to follow")
  .option(
    "--after <sequence>",
    "start after this sequence, 0 for all events; default: new events only",
  )
  .option("--type <pattern>", "only these event types, such as ticket.*")
  .option("--json", "print each event as a line of JSON, as in the API")
  .action(async (options) => (await import("./commands/tail.ts")).tail(options));

const auditCommand = slacky
  .command("audit")
  .description("list and verify the audit log, and print its signed heads");

auditCommand
  .command("verify")
  .description("verify every chain from its first record, and report the first invalid one")
  .option("--workspace <id>", "only this chain; `instance` is the one of sign-ins and accounts")
  .option("--head <file>", "also compare the chains with heads that were stored elsewhere")
  .option("--since <file>", "the same, and verify only records after those heads")
  .action(async (options) => (await import("./commands/audit.ts")).verify(options));

auditCommand
  .command("head")
  .description(
    "print the signed heads of the chains; store them where the database's owner has no access",
  )
  .option("--workspace <id>", "only this chain; `instance` is the one of sign-ins and accounts")
  .action(async (options) => (await import("./commands/audit.ts")).head(options));

auditCommand
  .command("list")
  .description("list audit records, newest first")
  .option(
    "--workspace <id>",
    "records of this workspace; `instance` has sign-ins and accounts",
    "instance",
  )
  .option("--actor <id>", "only records of this actor")
  .option("--action <name>", "only this action, such as session.started")
  .option("--subject <id>", "only records about this subject")
  .option("--outcome <outcome>", "only this outcome: success, refused or failed")
  .option("--from <time>", "only records at this time or later, such as 2026-11-22T00:00:00Z")
  .option("--to <time>", "only records before this time")
  .option("--limit <number>", "the maximum number of records", "50")
  .option("--json", "print each complete record as a line of JSON")
  .action(async (options) => (await import("./commands/audit-list.ts")).list(options));

const mailCommand = slacky
  .command("mail")
  .description("list mails, let dead ones be tried again, show what they look like");

mailCommand
  .command("list")
  .description("list mails, newest first, without their content")
  .option("--dead", "only mails that were given up")
  .option("--limit <number>", "the maximum number of mails", "50")
  .option("--json", "print each mail as a line of JSON")
  .action(async (options) => (await import("./commands/mail.ts")).list(options));

mailCommand
  .command("retry [id]")
  .description("let a dead mail be tried again")
  .option("--all-dead", "all dead mails")
  .action(async (id, options) => (await import("./commands/mail.ts")).retry(id, options));

mailCommand
  .command("preview <kind>")
  .description("print a mail of this kind with sample data, as text or as HTML")
  .option("--html", "print its HTML")
  .action(async (kind, options) =>
    (await import("./commands/mail-preview.ts")).preview(kind, options),
  );

slacky
  .command("openapi")
  .description("print the API's OpenAPI document")
  .action(async () => (await import("./commands/openapi.ts")).openapi());

try {
  await slacky.parseAsync();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
