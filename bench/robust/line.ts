/** One line of a recording, as far as a change of it needs to know. */

export interface Line {
  readonly at: string;
  readonly type: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly pod?: string;
  readonly container?: string;
  /** Of a log line. */
  readonly line?: string;
  readonly object?: LineObject;
}

export interface LineObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

/** What somebody changes about recordings without changing what happened. */
export interface Change {
  recording(lines: readonly Line[]): readonly Line[];
  /** The text of the answers. */
  truth?(text: string): string;
}

/** All recordings of a suite are shown before the first is changed, so that one name becomes one name. */
export type Plan = (suite: { readonly recordings: readonly (readonly Line[])[]; readonly truth: string; readonly seed: number }) => Change;

/** Parts of Kubernetes itself and what nodes run: they keep their names and their words. */
const clusterParts =
  /^(kube-|coredns|kubelet|containerd|etcd|calico|cilium|flannel|metrics-server|local-path|csi-|cloud-controller|ingress-nginx|cert-manager|storage-provisioner|kubernetes$)/;

export function isOfCluster({ namespace = '', name }: { readonly namespace?: string | undefined; readonly name: string }): boolean {
  return namespace.startsWith('kube-') || clusterParts.test(name);
}
