import type { Import } from "./sources.ts";

/** An import that must not be: from files that match `from`, to files or packages that match `to`. */
export interface ImportRule {
  name: string;
  from: RegExp;
  to: RegExp;
  /** What `from` matches and the rule does not concern, each with its reason. */
  except?: RegExp;
  /** Whether types may be imported all the same: nothing of them is there when the program runs. */
  allowsTypes?: boolean;
  /** Whether tests have to keep it too. */
  bindsTests?: boolean;
}

const tests = /^test\/|\.test\.ts$/;
/** The folders of src/ that are no slice: everything else is one. */
const layers = "auth|contract|db|docs|http|idempotency|jobs|monitoring";
const slice = new RegExp(`^src/(?!(?:${layers})/)[^/]+/`);

/** Who may import whom. Tests may import everything that is not in bench/. */
export const importRules: readonly ImportRule[] = [
  {
    name: "src/ knows nothing of what starts or tests it",
    from: /^src\//,
    to: /^(bin|dev|test|bench)\//,
  },
  {
    name: "the product, tests included, imports nothing of the bench, which is a package of its own",
    from: /^(src|bin|dev|test|client|examples)\//,
    to: /^bench\//,
    bindsTests: true,
  },
  {
    name: "the client, which is a package of its own, knows nothing of the server",
    from: /^client\//,
    to: /^(src|bin|dev|test|bench)\//,
  },
  {
    name: "the web framework is for src/http, src/docs, src/monitoring and src/app.ts",
    from: /^src\/(?!(http|docs|monitoring)\/|app\.ts)/,
    to: /^(express|cors|helmet|express-rate-limit)$/,
    // Reads the key and the digest from the request itself.
    except: /^src\/idempotency\/run-idempotent\.ts$/,
  },
  {
    name: "a slice imports src/contract, never src/http",
    from: slice,
    to: /^src\/http\//,
  },
  {
    name: "the database, and what may use it alone, know nothing of HTTP",
    from: /^src\/(db|auth|.*\bqueries\.ts$)/,
    to: /^src\/http\//,
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

/** The imports that break the rule. An import within one slice breaks none about schemas. */
export function violations(rule: ImportRule, imports: readonly Import[]): Import[] {
  return imports.filter(
    ({ from, to, values }) =>
      (rule.bindsTests === true || !tests.test(from)) &&
      rule.from.test(from) &&
      rule.to.test(to) &&
      rule.except?.test(from) !== true &&
      !(rule.allowsTypes && values.length === 0) &&
      !(to.endsWith("/schemas.ts") && sliceOf(from) === sliceOf(to)),
  );
}

/** `src/tickets/list/queries.ts` belongs to the slice `src/tickets`. */
function sliceOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}
