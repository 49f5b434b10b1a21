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

const slacky = new Command("slacky")
  .description("A ticket service that runs on your own machine.")
  .version(version);

slacky
  .command("start")
  .description("run everything in one process; without DATABASE_URL, on a database of its own")
  .action(start);

slacky.command("api").description("serve the API only").action(api);

slacky.command("worker").description("run the jobs only").action(worker);

slacky
  .command("migrate")
  .description("bring the database to this version's schema")
  .option("--dry-run", "say what would run, and change nothing")
  .action(migrate);

const userCommand = slacky
  .command("user")
  .description("make accounts, set passwords, erase people");

userCommand
  .command("create")
  .description("make an account; asks for its password, or reads it from the input")
  .requiredOption("--email <address>", "the address to sign in with")
  .requiredOption("--name <name>", "the name that others see")
  .action(user.create);

userCommand
  .command("set-password")
  .description("give an account a new password, and end its sessions")
  .requiredOption("--email <address>", "the address of the account")
  .action(user.setPasswordOf);

userCommand
  .command("erase")
  .description("erase a person: name, address, sessions, and what the audit log has of them")
  .requiredOption("--email <address>", "the address of the account")
  .action(user.erase);

slacky
  .command("workspace")
  .description("make workspaces")
  .command("create <name>")
  .description("make a workspace for somebody who has an account")
  .requiredOption("--admin <address>", "the address of its admin")
  .action(workspace.create);

slacky
  .command("copy")
  .description("copy all data to an empty PostgreSQL 15 to 18; a password can lie in ~/.pgpass")
  .requiredOption("--to <address>", "the new database, as the role that Slacky will work as")
  .option("--to-owner <address>", "the same, as the role that owns the schema there")
  .action(copy);

slacky
  .command("prune")
  .description("delete what is older than EVENTS_RETENTION and AUDIT_RETENTION say, as the owner")
  .option("--dry-run", "say what would go, and change nothing")
  .action(prune);

slacky
  .command("doctor")
  .description("look for what is wrong with this installation, and say what to do")
  .option("--json", "print the findings as JSON")
  .action(doctor);

slacky
  .command("tail")
  .description("follow what happens in a workspace, one event a line")
  .requiredOption("--workspace <id>", "whose feed")
  .option("--after <sequence>", "from behind this one on, 0 for all there is; else from now on")
  .option("--type <pattern>", "these types alone, such as ticket.*")
  .option("--json", "print each event as a line of JSON, as the API has it")
  .action(tail);

const auditCommand = slacky
  .command("audit")
  .description("read and verify the audit log, and sign where its chains end");

auditCommand
  .command("verify")
  .description("walk every chain from its first record, and name the first that is wrong")
  .option("--workspace <id>", "this chain alone; `instance` is that of sign-ins and accounts")
  .option("--head <file>", "hold the chains against heads that were kept elsewhere")
  .option("--since <file>", "the same, and verify only what came behind those heads")
  .action(audit.verify);

auditCommand
  .command("head")
  .description(
    "print where the chains end, signed: keep it where the database's owner cannot reach",
  )
  .option("--workspace <id>", "this chain alone; `instance` is that of sign-ins and accounts")
  .action(audit.head);

auditCommand
  .command("list")
  .description("print what is on record, the newest first")
  .option(
    "--workspace <id>",
    "of this workspace; unless said, of the instance: sign-ins, accounts",
    "instance",
  )
  .option("--actor <id>", "what this user did")
  .option("--action <name>", "one action, such as session.started")
  .option("--subject <id>", "what was done to this")
  .option("--outcome <outcome>", "success, refused or failed")
  .option("--from <time>", "at this time or later, such as 2026-11-22T00:00:00Z")
  .option("--to <time>", "before this time")
  .option("--limit <number>", "so many at the most", "50")
  .option("--json", "print each with all that is known of it, as a line of JSON")
  .action(listAuditRecords);

slacky.command("openapi").description("print the API's contract").action(openapi);

try {
  await slacky.parseAsync();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
