import { failuresOf, proofs } from "./proofs.ts";

// `npm run proof`: each promise with its large n; prints the counts. `npm run proof -- feed audit`:
// only the promises that contain one of these words.
const words = process.argv.slice(2);
const chosen = proofs.filter(
  ({ promise }) => words.length === 0 || words.some((word) => promise.includes(word)),
);
if (chosen.length === 0) {
  console.error(
    `No promise contains ${words.join(" or ")}. They are listed in test/proof/proofs.ts.`,
  );
  process.exitCode = 1;
}
for (const { promise, large, count, expected, missing } of chosen) {
  const reason = missing?.();
  if (reason) {
    console.log(`- ${promise}: skipped. ${reason}`);
    continue;
  }
  const started = Date.now();
  const counts = await count(large);
  const faults = failuresOf(counts, expected(large));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? "✔" : "✘"} ${promise} (n = ${large}, ${seconds} s)`);
  console.log(`  ${JSON.stringify(counts)}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
