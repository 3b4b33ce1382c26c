/** Who somebody is and what they may see, asked of the API server for the dashboard and the command line. */
import { everyChange, type RightsReviewer } from './http/access.ts';
import type { Reviewer } from './http/dashboard/kubernetes.ts';
import { KubeError, resources, type ApiObject, type KubeClient } from './kube/client.ts';
import { noNamespace } from './detector-key.ts';

interface CertificateSigningRequest extends ApiObject {
  readonly spec?: { readonly signerName?: string; readonly username?: string; readonly groups?: readonly string[] };
  readonly status?: { readonly conditions?: readonly object[] };
}

/** What a LogDetector watches is another's: who may change the one may not change the other by it. */
const beyondTheResource = 'remedy';

/**
 * The same for Slack, the dashboard and the command line. Changes are subresources that only RBAC knows, `update logdetectors/mute`, so that single ones
 * can be granted; who may patch the LogDetectors themselves could do the same there, and need not be given each.
 */
export function createRightsReviewer(client: Pick<KubeClient, 'mayUser'>): RightsReviewer {
  return {
    async mayUse({ user, groups, change }, of) {
      const may = (verb: string, subresource?: string) =>
        client.mayUser({ user, groups }, { verb, ...rightOf(of), ...(subresource === undefined ? {} : { subresource }) });
      if (change === null) return await may('get');
      if (change === everyChange) return await may('patch');
      return (await may('update', change)) || (change !== beyondTheResource && (await may('patch')));
    },
  };
}

/** `namespace`: the operator's own. */
export function createReviewer(client: Pick<KubeClient, 'reviewToken' | 'mayUser' | 'get' | 'patch'>, namespace: string): Reviewer {
  const resource = resources.certificatesigningrequests;
  return {
    reviewToken: (token, audiences) => client.reviewToken(token, audiences),
    ...createRightsReviewer(client),
    async readRequest(name, { signerName, meantFor }) {
      try {
        const { metadata, spec } = await client.get<CertificateSigningRequest>(resource, { name });
        if (spec?.signerName !== signerName || !spec.username) return null;
        // Made for somebody else, who has handed our name for it on and would be the one that is signed in.
        if (metadata.annotations?.[meantFor] !== namespace) return null;
        return { user: spec.username, groups: spec.groups ?? [] };
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return null;
        throw error;
      }
    },
    async denyRequest(name) {
      const message = 'LogDetector has read who made it; no certificate was asked for.';
      const condition = { type: 'Denied', status: 'True', reason: 'SignedIn', message };
      const operations = [{ op: 'add', path: '/status', value: { conditions: [condition] } }] as const;
      await client.patch(resource, { name }, operations, { subresource: 'approval' });
    },
  };
}

/** Those of the cluster have a right of their own. */
function rightOf(namespace: string | null) {
  if (namespace === noNamespace) return { resource: resources.clusterlogdetectors };
  return { resource: resources.logdetectors, ...(namespace === null ? {} : { namespace }) };
}
