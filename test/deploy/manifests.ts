import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";

/** A Kubernetes object, or the list of them that Kustomize reads. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: { name?: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a shape of its own, which the schema checks.
  [field: string]: any;
}

export const base = path.join(import.meta.dirname, "../../deploy/kubernetes");

export const kustomization = read("kustomization.yaml")[0] as Manifest;

/** Every object of the base, in the order of the files. */
export const manifests: readonly Manifest[] = (kustomization.resources as string[]).flatMap(read);

/** The pod that a Deployment, a Job or a CronJob starts. */
export function podOf({ kind, spec }: Manifest): Manifest["spec"] | undefined {
  if (kind === "CronJob") return spec.jobTemplate.spec.template.spec;
  return kind === "Deployment" || kind === "Job" ? spec.template.spec : undefined;
}

export function find(kind: string, name: string): Manifest {
  const found = manifests.find((each) => each.kind === kind && each.metadata?.name === name);
  if (!found) throw new Error(`The base has no ${kind} ${name}.`);
  return found;
}

function read(file: string): Manifest[] {
  const documents = parseAllDocuments(readFileSync(path.join(base, file), "utf8"));
  return documents.map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });
}
