import { readFileSync } from "node:fs";

/** Environment variables, as `process.env` has them. */
export type Environment = Record<string, string | undefined>;

/** The variables without blanks around their values; one that is empty then counts as not set. */
export function trimEnvironment(env: Environment): Environment {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined]);
  return Object.fromEntries(trimmed);
}

/**
 * Adds the content of the file `NAME_FILE` as `NAME`, for each of these names: container platforms mount
 * secrets as files. `errors` has a sentence for each name whose file cannot be used.
 */
export function readSecretFiles(
  env: Environment,
  names: readonly string[],
): { values: Environment; errors: Map<string, string> } {
  const values = { ...env };
  const errors = new Map<string, string>();
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      errors.set(name, `\`${name}\` and \`${name}_FILE\` are both set. Keep one of them.`);
      continue;
    }
    try {
      values[name] = readFileSync(path, "utf8").trim();
      if (values[name] === "") errors.set(name, `\`${name}_FILE\` names an empty file, ${path}.`);
    } catch (error) {
      const { message } = error as Error;
      errors.set(name, `\`${name}_FILE\` names a file that cannot be read, ${path}: ${message}.`);
    }
  }
  return { values, errors };
}
