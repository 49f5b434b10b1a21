import { inspect } from "node:util";
import { ConfigError } from "../src/config.ts";
import { CopyError } from "../src/db/copy/copy.ts";
import { MigrationError } from "../src/db/migrations/migration-files.ts";
import { Problem } from "../src/problems.ts";
import { CommandError } from "./command-error.ts";

/** Describes the error that ended a command: one sentence if it was foreseeable, all details otherwise. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  if (error instanceof AggregateError && error.errors.length > 0)
    return describeError(error.errors[0]);
  if (error instanceof Problem) return error.detail;
  if (
    [ConfigError, MigrationError, CopyError, CommandError].some((kind) => error instanceof kind)
  ) {
    return error.message;
  }
  return describeErrorCode(error) ?? inspect(error);
}

/** The codes are the operating system's (`EADDRINUSE`) and PostgreSQL's (`28P01`). */
function describeErrorCode(error: Error): string | undefined {
  const { code, address, port } = error as NodeJS.ErrnoException & Record<string, unknown>;
  const databaseAdvice = "Check DATABASE_URL and DATABASE_OWNER_URL.";
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is used by another program. Stop that program, or choose another port: PORT=${Number(port) + 1}.`;
    case "EADDRNOTAVAIL":
      return `This machine has no address ${address}. Check HOST.`;
    case "EACCES":
      return port
        ? `This user may not use port ${port}. Choose a port above 1023: PORT=3000.`
        : undefined;
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
      return `The database cannot be reached (${error.message}). ${databaseAdvice}`;
    case "57P01":
    case "57P03":
      return "The database is starting or stopping. Try again in a moment.";
    case "28P01":
    case "28000":
    case "3D000":
    case "42501":
      return `The database refused the connection: ${error.message}. ${databaseAdvice}`;
    default:
      return /^timeout|^Connection terminated/.test(error.message)
        ? `The database does not respond. ${databaseAdvice}`
        : undefined;
  }
}
