import { join } from "node:path";
import { type CopiedTable, copyDatabase } from "../../src/db/copy/copy.ts";
import { trimEnvironment } from "../../src/environment.ts";
import { databaseUrl } from "../../src/settings.ts";
import { CommandError } from "../command-error.ts";
import { refuseOldSchema } from "../refuse-old-schema.ts";
import { withConfig } from "../with-config.ts";

interface Target {
  to: string;
  toOwner?: string;
}

/** Copies all data of the database that this installation uses into an empty one. */
export async function copy(target: Target): Promise<void> {
  const to = parseAddress("--to", target.to);
  const toOwner = target.toOwner && parseAddress("--to-owner", target.toOwner);
  await withConfig({ shareDatabase: true }, async ({ config, log }) => {
    await refuseOldSchema(config);
    const copied = await copyDatabase({
      from: config.databaseOwnerUrl ?? config.databaseUrl,
      to,
      toOwner,
      onSnapshot: () => console.log("Copying. Anything written here from now on is not copied.\n"),
      onTable: (table) => console.log(lineOf(table)),
      log,
    });
    const rows = copied.reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `\nCopied ${grouped(rows)} rows in ${copied.length} tables. The counts match on both sides.\n`,
    );
  });
  console.log(await whatToSet({ hasOwner: toOwner !== undefined }));
}

function parseAddress(option: string, address: string): string {
  const { data, error } = databaseUrl.safeParse(address.trim());
  if (data === undefined) throw new CommandError(`\`${option}\` ${error.issues[0]?.message}`);
  return data;
}

function lineOf({ table, rows, ms }: CopiedTable): string {
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  return `  ${table.padEnd(24)} ${grouped(rows).padStart(12)} rows ${seconds.padStart(10)}`;
}

function grouped(number: number): string {
  return number.toLocaleString("en");
}

async function whatToSet({ hasOwner }: { hasOwner: boolean }): Promise<string> {
  const lines = [
    "To use the copy, stop Slacky here and set these variables where it will run:",
    "",
    "  DATABASE_URL        the URL that you passed as --to",
    ...(hasOwner ? ["  DATABASE_OWNER_URL  the URL that you passed as --to-owner"] : []),
    `  ${await advise("JWT_SECRETS", "jwt")}`,
    `  ${await advise("SLACKY_SECRET", "slacky")}`,
    "",
    "The last two are the existing secrets. With them, the tokens and cursors of clients",
    "stay valid. Copy them if Slacky moves to another machine.",
  ];
  return lines.join("\n");
}

/** A secret that is not in the environment is stored in a file with the data. */
async function advise(name: string, file: string): Promise<string> {
  const env = trimEnvironment(process.env);
  if (env[name]) return `${name.padEnd(19)} the value that is set here`;
  const path = env[`${name}_FILE`] || join(await dataFolder(), "secrets", file);
  return `${`${name}_FILE`.padEnd(19)} ${path}`;
}

async function dataFolder(): Promise<string> {
  const { dataDir } = await import("../../dev/data-dir.ts");
  return dataDir(trimEnvironment(process.env));
}
