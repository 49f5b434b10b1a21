import { endpoints } from "../../src/app.ts";
import { createContract } from "../../src/contract/openapi/contract.ts";

/** Prints the API's contract, for the address that PUBLIC_URL names. */
export function openapi(): void {
  const publicUrl = process.env.PUBLIC_URL || "http://127.0.0.1:3000";
  console.log(JSON.stringify(createContract(endpoints, { publicUrl }), null, 2));
}
