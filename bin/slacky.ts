import { readFileSync } from "node:fs";
import { Command } from "commander";
import { api } from "./commands/api.ts";
import * as audit from "./commands/audit.ts";
import { list as listAuditRecords } from "./commands/audit-list.ts";
import { copy } from "./commands/copy.ts";
import { doctor } from "./commands/doctor.ts";
import { migrate } from "./commands/migrate.ts";
import { openapi } from "./commands/openapi.ts";
import { prune } from "./commands/prune.ts";
import { start } from "./commands/start.ts";
import { tail } from "./commands/tail.ts";
import * as user from "./commands/user.ts";
import { worker } from "./commands/worker.ts";
import * as workspace from "./commands/workspace.ts";
import { describeError } from "./describe-error.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const slacky = new Command("slacky").description("A self-hosted ticket service.").version(version);

slacky
  .command("start")
  .description("run everything in one process; without DATABASE_URL, on an embedded database")
  .action(start);

slacky.command("api").description("serve only the API").action(api);

slacky.command("worker").description("run only the background jobs").action(worker);

slacky
  .command("migrate")
  .description("migrate the database to this version's schema")
  .option("--dry-run", "print what would run, without changing anything")
  .action(migrate);

const userCommand = slacky
  .command("user")
  .description("create accounts, set passwords, erase people");

userCommand
  .command("create")
  .description("create an account; prompts for the password, or reads it from standard input")
  .requiredOption("--email <address>", "the email address to sign in with")
  .requiredOption("--name <name>", "the name that others see")
  .action(user.create);

userCommand
  .command("set-password")
  .description("set a new password for an account and end its sessions")
  .requiredOption("--email <address>", "the email address of the account")
  .action(user.setPasswordOf);

userCommand
  .command("erase")
  .description("erase a person: name, email address, sessions, and personal data in the audit log")
  .requiredOption("--email <address>", "the email address of the account")
  .action(user.erase);

slacky
  .command("workspace")
  .description("create workspaces")
  .command("create <name>")
  .description("create a workspace for somebody who has an account")
  .requiredOption("--admin <address>", "the email address of its admin")
  .action(workspace.create);

slacky
  .command("copy")
  .description("copy all data to an empty PostgreSQL 15 to 18; the password can be in ~/.pgpass")
  .requiredOption("--to <address>", "URL of the new database, with the role that Slacky will use")
  .option("--to-owner <address>", "the same, with the role that owns the schema")
  .action(copy);

slacky
  .command("prune")
  .description(
    "delete events and audit records older than EVENTS_RETENTION and AUDIT_RETENTION, as the owner",
  )
  .option("--dry-run", "print what would be deleted, without deleting anything")
  .action(prune);

slacky
  .command("doctor")
  .description("check this installation for problems and say how to fix them")
  .option("--json", "print the findings as JSON")
  .action(doctor);

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
  .action(tail);

const auditCommand = slacky
  .command("audit")
  .description("list and verify the audit log, and print its signed heads");

auditCommand
  .command("verify")
  .description("verify every chain from its first record, and report the first invalid one")
  .option("--workspace <id>", "only this chain; `instance` is the one of sign-ins and accounts")
  .option("--head <file>", "also compare the chains with heads that were stored elsewhere")
  .option("--since <file>", "the same, and verify only records after those heads")
  .action(audit.verify);

auditCommand
  .command("head")
  .description(
    "print the signed heads of the chains; store them where the database's owner has no access",
  )
  .option("--workspace <id>", "only this chain; `instance` is the one of sign-ins and accounts")
  .action(audit.head);

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
  .action(listAuditRecords);

slacky.command("openapi").description("print the API's OpenAPI document").action(openapi);

try {
  await slacky.parseAsync();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
