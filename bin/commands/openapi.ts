import { endpoints } from "../../src/app.ts";
import { createContract } from "../../src/contract/openapi/contract.ts";
import { trimEnvironment } from "../../src/environment.ts";

/** Prints the contract of the API, for the server at PUBLIC_URL. */
export function openapi(): void {
  const publicUrl = trimEnvironment(process.env).PUBLIC_URL ?? "http://127.0.0.1:3000";
  console.log(JSON.stringify(createContract(endpoints, { publicUrl }), null, 2));
}
