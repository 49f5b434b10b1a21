import type { TestEvent } from "node:test/reporters";

/** A test that ended, as `reporter` writes it: one line of JSON each. */
export interface EndedTest {
  file: string;
  title: string;
  isGood: boolean;
  error?: string;
}

/** Reports the single tests to the process that started them. */
// biome-ignore lint/style/noDefaultExport: Node.js takes the default export of a reporter.
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncIterable<string> {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details.type === "suite" || data.skip !== undefined) continue;
    const cause = type === "test:fail" ? data.details.error.cause : undefined;
    const ended: EndedTest = {
      file: data.file ?? "",
      title: data.name,
      isGood: type === "test:pass",
      ...(cause !== undefined && { error: String(cause) }),
    };
    yield `${JSON.stringify(ended)}\n`;
  }
}
