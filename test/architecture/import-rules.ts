import type { Import, SourceFile } from "./sources.ts";

/** An import that must not be: from files that match `from`, to files or packages that match `to`. */
export interface ImportRule {
  name: string;
  from: RegExp;
  to: RegExp;
  /** Importing files that the rule does not concern, each with its reason beside it. */
  except?: RegExp;
}

/** The folders of src/ that are not a slice: every other one is. */
const layers = "auth|contract|db|docs|http|idempotency|jobs|monitoring|pages|web";
const slice = new RegExp(`^src/(?!(?:${layers})/)[^/]+/`);
const tests = /^(web\/)?test\/|\.test\.ts$/;

/**
 * Who may import whom, types included: a type that is imported the wrong way round is a dependency, too. Tests may
 * import everything.
 */
export const importRules: readonly ImportRule[] = [
  {
    name: "src/ knows nothing of what starts, tests or measures it",
    from: /^src\//,
    to: /^(bin|dev|test|bench|client|examples|web)\//,
  },
  {
    name: "the client is a package of its own and knows nothing of the rest",
    from: /^client\//,
    to: /^(src|bin|dev|test|bench|examples|web)\//,
  },
  {
    name: "the app in the browser knows the client, and what it knows of the server is the API",
    from: /^web\//,
    to: /^(src|bin|dev|test|bench|examples)\/|^node:/,
  },
  {
    name: "the app in the browser loads Preact, its signals, and no other library",
    from: /^web\//,
    to: /^(?!(web|client)\/|preact(\/hooks)?$|@preact\/signals$)/,
  },
  {
    name: "what the app stores and knows has no component",
    from: /^web\/(store|api)\//,
    to: /\.tsx$|^preact/,
  },
  {
    name: "an example knows the client and nothing else",
    from: /^examples\//,
    to: /^(src|bin|dev|test|bench|web)\//,
  },
  {
    name: "what an installation runs knows nothing of tests and benchmarks",
    from: /^(bin|src)\//,
    to: /^(test|bench)\//,
  },
  {
    name: "the web framework is for src/http, src/docs, src/pages, src/web, src/monitoring and src/app.ts",
    from: /^src\/(?!(http|docs|pages|web|monitoring)\/|app\.ts)/,
    to: /^(express|cors|helmet|express-rate-limit)$/,
  },
  {
    name: "a slice imports src/contract, never src/http",
    from: slice,
    to: /^src\/http\//,
  },
  {
    name: "what is under HTTP knows nothing of it",
    from: /^src\/(auth|contract|db|idempotency|jobs)\//,
    to: /^src\/http\//,
  },
  {
    name: "the database layer knows no slice, no contract and no authorization",
    from: /^src\/db\//,
    to: /^src\/(?!db\/|(config|problems|limits|version)\.ts)/,
  },
  {
    name: "routes are imported by src/app.ts alone",
    from: /./,
    to: /^src\/.*\/routes\.ts$/,
    except: /^src\/app\.ts$/,
  },
  {
    name: "a slice's schemas stay in the slice",
    from: /./,
    to: /^src\/.*\/schemas\.ts$/,
    // A bulk is made of the bodies of tickets and comments.
    except: /^src\/bulk\/schemas\.ts$/,
  },
];

/** The imports that break the rule. Schemas may be imported within their slice. */
export function violations(rule: ImportRule, imports: readonly Import[]): Import[] {
  return imports.filter(
    ({ from, to }) =>
      !tests.test(from) &&
      rule.from.test(from) &&
      rule.to.test(to) &&
      rule.except?.test(from) !== true &&
      !(to.endsWith("/schemas.ts") && sliceOf(from) === sliceOf(to)),
  );
}

/** `src/tickets/list/queries.ts` belongs to the slice `src/tickets`. */
function sliceOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** Files that import each other in a circle, by values or by types: one circle of each group of files. */
export function cycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map(({ path, imports }) => [path, imports.map(({ to }) => to)]));
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

/** Names that say nothing of what is in a folder. */
export const emptyNames = /(^|\/)(utils?|helpers?|common|shared|services?|types|lib|misc)\//;

/** A folder with more files than this, tests included, holds more than one subject. */
export const FILES_MAX = 25;
