/** A kubeconfig as it is found on this machine or in this pod. */
import type { KubeConfig as Loaded } from '@kubernetes/client-node';
import { OperatorError } from '../errors.ts';
import { KubeConfig } from './configuration.ts';

export interface KubeconfigOptions {
  /** Text of a kubeconfig; without it and a file KUBECONFIG, ~/.kube/config, then the pod's service account. */
  readonly kubeconfig?: string | undefined;
  readonly kubeconfigFile?: string | undefined;
  readonly context?: string | undefined;
}

/** What a person wants to know of it. */
export interface KubeconfigSummary {
  readonly context: string;
  readonly user: string;
  /** Of the context; `default` where it names none, as for kubectl. */
  readonly namespace: string;
}

/** Throws `ConfigurationInvalid` where there is none, or not this context. */
export function describeKubeconfig(options: KubeconfigOptions): KubeconfigSummary {
  const config = loadKubeconfig(options);
  const context = config.getContextObject(config.getCurrentContext());
  if (config.getCurrentCluster() === null || !context || isNone(config)) throw noContext(config, options.context);
  return { context: context.name, user: context.user, namespace: context.namespace ?? 'default' };
}

/** Throws `ConfigurationInvalid` where it cannot be read. */
export function loadKubeconfig({ kubeconfig, kubeconfigFile, context }: KubeconfigOptions): Loaded {
  const config = new KubeConfig();
  try {
    if (kubeconfigFile !== undefined) config.loadFromFile(kubeconfigFile);
    else if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromString(kubeconfig);
  } catch (error) {
    const file = kubeconfigFile ?? 'the file that KUBECONFIG names';
    const sentence = `The kubeconfig cannot be read; check ${file} (${String(error)}).`;
    throw new OperatorError('ConfigurationInvalid', sentence, { cause: error });
  }
  if (context !== undefined) config.setCurrentContext(context);
  allowLoopbackWithoutTls(config);
  return config;
}

/** The library makes up a cluster where it finds nothing. */
function isNone(config: Loaded): boolean {
  return config.getCurrentContext() === 'loaded-context' && config.getCurrentCluster()?.server === 'http://localhost:8080';
}

function noContext(config: Loaded, asked: string | undefined): OperatorError {
  if (isNone(config)) {
    const sentence = 'There is no kubeconfig here: set KUBECONFIG or --kubeconfig to its file, or make ~/.kube/config.';
    return new OperatorError('ConfigurationInvalid', sentence);
  }
  const names = config.contexts.map(({ name }) => name);
  const known = names.length === 0 ? 'It has none' : `It has ${names.slice(0, 20).join(', ')}`;
  const what = asked === undefined ? 'The kubeconfig has no current context' : `The kubeconfig has no context ${asked}`;
  return new OperatorError('ConfigurationInvalid', `${what}. ${known}; choose one with --context or kubectl config use-context.`);
}

/** The library refuses plain HTTP unless TLS verification is off; on the loopback interface nobody can listen in. */
function allowLoopbackWithoutTls(config: Loaded): void {
  const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/;
  config.clusters = config.clusters.map((cluster) => (loopback.test(cluster.server) ? { ...cluster, skipTLSVerify: true } : cluster));
}
