import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder with `ca.crt`, `other.crt` of another CA, and two certificates of the first with their keys:
 * `server`, for the host localhost, and `client`, for the role slacky_owner.
 */
export function makeCertificates(): string {
  const folder = mkdtempSync(join(tmpdir(), "slacky-certificates-"));
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });

  const makeAuthority = (name: string) => {
    const options = ["-days", "2", "-nodes", "-subj", `/CN=${name}`];
    openssl("req", "-new", "-x509", ...options, "-out", `${name}.crt`, "-keyout", `${name}.key`);
  };
  const makeCertificate = (name: string, subject: string) => {
    const request = ["-nodes", "-subj", `/CN=${subject}`, "-keyout", `${name}.key`];
    openssl("req", "-new", ...request, "-out", `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=DNS:${subject}`);
    const authority = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl(
      ...["x509", "-req", "-in", `${name}.csr`, ...authority],
      ...["-extfile", `${name}.ext`, "-out", `${name}.crt`],
    );
  };
  makeAuthority("ca");
  makeAuthority("other");
  makeCertificate("server", "localhost");
  makeCertificate("client", "slacky_owner");
  return folder;
}
