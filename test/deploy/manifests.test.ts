import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { parseConfig } from "../../src/config.ts";
import { version } from "../../src/version.ts";
import { invalidValues, unknownFields } from "./kubernetes-schema.ts";
import { base, find, kustomization, type Manifest, manifests, podOf } from "./manifests.ts";

const pods = manifests.flatMap((manifest) => {
  const pod = podOf(manifest);
  return pod ? [{ name: manifest.metadata?.name as string, pod }] : [];
});

describe("the Kubernetes manifests", () => {
  it("have only values that Kubernetes accepts", async () => {
    assert.deepEqual(await invalidValues(manifests), []);
  });

  it("have only fields that Kubernetes knows", () => {
    assert.deepEqual(unknownFields(manifests), []);
  });

  it("are refused with a field of another type, and with a misspelt one", async () => {
    const wrongType = changed(find("Deployment", "slacky-worker"), (it) => {
      it.spec.replicas = "two";
    });
    const misspelt = changed(find("Deployment", "slacky-api"), (it) => {
      it.spec.template.spec.containers[0].readynessProbe = {};
    });
    assert.match((await invalidValues([wrongType])).join(), /slacky-worker: .*replicas/);
    assert.match(unknownFields([misspelt]).join(), /readynessProbe.* does not exist/);
  });

  it("are what Kustomize reads, where kubectl is installed", (t) => {
    const { error, status, stdout, stderr } = spawnSync("kubectl", ["kustomize", base], {
      encoding: "utf8",
    });
    if (error) return t.skip("kubectl is not installed here");
    assert.equal(status, 0, stderr);
    assert.equal(stdout.match(/^kind: /gm)?.length, manifests.length);
  });

  it("name the image and the migration for this version", () => {
    assert.equal(kustomization.images[0].newTag, version);
    assert.ok(find("Job", `slacky-migrate-${version.replaceAll(".", "-")}`));
  });

  it("set what the configuration accepts", () => {
    const { data } = find("ConfigMap", "slacky");
    const config = parseConfig({
      ...data,
      NODE_ENV: "production",
      DATABASE_URL: "postgres://slacky_app@database/slacky",
      JWT_SECRETS: randomBytes(32).toString("base64"),
      SLACKY_SECRET: randomBytes(32).toString("base64"),
    });
    assert.equal(config.publicUrl, "https://slacky.example.com");
    assert.equal(config.drainDelayMs, 5000);
  });

  for (const { name, pod } of pods) {
    it(`${name} runs without privileges, and kubelet can see that it does`, () => {
      const [container] = pod.containers;
      assert.equal(pod.securityContext.runAsNonRoot, true);
      assert.deepEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it(`${name} gives only migrate and prune the address of the owner`, () => {
      const names = pod.containers[0].env.map((variable: { name: string }) => variable.name);
      assert.equal(names.includes("DATABASE_OWNER_URL_FILE"), /migrate|prune/.test(name));
    });
  }

  it("wait longer for a pod to stop than it takes to drain", () => {
    const { DRAIN_DELAY_MS } = find("ConfigMap", "slacky").data;
    for (const name of ["slacky-api", "slacky-worker"]) {
      const { terminationGracePeriodSeconds } = podOf(find("Deployment", name));
      assert.ok(terminationGracePeriodSeconds * 1000 > Number(DRAIN_DELAY_MS) + 4_800, name);
    }
  });

  it("open no more connections than PostgreSQL's default of 100 allows, in an upgrade as well", () => {
    const { maxReplicas } = find("HorizontalPodAutoscaler", "slacky-api").spec;
    const { maxSurge } = find("Deployment", "slacky-api").spec.strategy.rollingUpdate;
    const { replicas } = find("Deployment", "slacky-worker").spec;
    assert.ok(maxReplicas * 17 + replicas * 11 <= 100 - 3 - 10);
    assert.ok((maxReplicas + maxSurge) * 17 + replicas * 11 <= 100 - 3);
  });
});

function changed(manifest: Manifest, change: (it: Manifest) => void): Manifest {
  const copy = structuredClone(manifest);
  change(copy);
  return copy;
}
