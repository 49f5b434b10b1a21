import { inspect } from "node:util";
import { ConfigError } from "../src/config.ts";
import { ConnectError } from "../src/db/connection/connect-error.ts";
import { CopyError } from "../src/db/copy/copy.ts";
import { MigrationError } from "../src/db/migrations/migration-files.ts";
import { Problem } from "../src/problems.ts";
import { CommandError } from "./command-error.ts";

/** Describes the error that ended a command: one sentence if it was foreseeable, all details otherwise. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  if (error instanceof AggregateError && error.errors.length > 0)
    return describeError(error.errors[0]);
  if (error instanceof Problem) {
    return error.cause instanceof ConnectError ? describeError(error.cause) : error.detail;
  }
  if (error instanceof ConnectError) return `${error.message} ${databaseAdvice}`;
  if (
    [ConfigError, MigrationError, CopyError, CommandError].some((kind) => error instanceof kind)
  ) {
    return error.message;
  }
  return describeErrorCode(error) ?? inspect(error);
}

const databaseAdvice = "Check DATABASE_URL and DATABASE_OWNER_URL.";

/** The codes are the operating system's (`EADDRINUSE`) and PostgreSQL's (`28P01`). */
function describeErrorCode(error: Error): string | undefined {
  const { code, address, port } = error as NodeJS.ErrnoException & Record<string, unknown>;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is used by another program. Stop that program, or choose another port: PORT=${Number(port) + 1}.`;
    case "EADDRNOTAVAIL":
      return `This machine has no address ${address}. Check HOST.`;
    case "EACCES":
      return port
        ? `This user may not use port ${port}. Choose a port above 1023: PORT=3000.`
        : undefined;
    case "57P01":
      return "The database is stopping. Try again in a moment.";
    case "42501":
      return `The database refused a statement: ${error.message}. ${databaseAdvice}`;
    case "25006":
      return `The database accepts no changes (${error.message}): it is a standby, or was made read-only. ${databaseAdvice}`;
    default:
      return /^Connection terminated/.test(error.message)
        ? "The connection to the database was lost. Try again."
        : undefined;
  }
}
