/** Who somebody is and what they may see, asked of the API server for the dashboard and the command line. */
import type { RightsReviewer } from './http/access.ts';
import type { Reviewer } from './http/dashboard/kubernetes.ts';
import { KubeError, resources, type ApiObject, type KubeClient } from './kube/client.ts';
import { noNamespace } from './detector-key.ts';

interface CertificateSigningRequest extends ApiObject {
  readonly spec?: { readonly signerName?: string; readonly username?: string; readonly groups?: readonly string[] };
  readonly status?: { readonly conditions?: readonly object[] };
}

/** Changes are subresources that only RBAC knows: `update logdetectors/mute`. */
export function createRightsReviewer(client: Pick<KubeClient, 'mayUser'>): RightsReviewer {
  return {
    mayUse: ({ user, groups, change }, of) =>
      client.mayUser(
        { user, groups },
        { verb: change === null ? 'get' : 'update', ...rightOf(of), ...(change === null ? {} : { subresource: change }) },
      ),
  };
}

/** `namespace`: the operator's own. */
export function createReviewer(client: Pick<KubeClient, 'reviewToken' | 'mayUser' | 'get' | 'patch'>, namespace: string): Reviewer {
  const resource = resources.certificatesigningrequests;
  return {
    reviewToken: (token, audiences) => client.reviewToken(token, audiences),
    may: (person, verb, of) => client.mayUser(person, { verb, ...rightOf(of) }),
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
