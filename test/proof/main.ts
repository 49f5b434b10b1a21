import { faultsOf, proofs } from "./proofs.ts";

// `npm run proof`: each promise with its large n, the counts printed as they are.
for (const { promise, large, count, expected } of proofs) {
  const started = Date.now();
  const counts = await count(large);
  const faults = faultsOf(counts, expected(large));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? "✔" : "✘"} ${promise} (n = ${large}, ${seconds} s)`);
  console.log(`  ${JSON.stringify(counts)}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
