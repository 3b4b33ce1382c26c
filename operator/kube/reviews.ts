/** What the API server says about other people: whose a token is, and what they may do. */
import { resources, type Resource } from './resources.ts';
import { readText, type Transport } from './transport.ts';

export interface KubeUser {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface AccessQuestion {
  readonly verb: string;
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly subresource?: string | undefined;
  /** Absent: whatever its name. */
  readonly name?: string | undefined;
}

export interface Reviews {
  /** Whose token it is; null when it is nobody's, has expired, or is made for none of the audiences (empty: the API server's own). */
  reviewToken(token: string, audiences: readonly string[], signal?: AbortSignal): Promise<KubeUser | null>;
  /** Whether another user may do it. */
  mayUser(user: KubeUser, question: AccessQuestion, signal?: AbortSignal): Promise<boolean>;
}

interface TokenReviewBody {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly audiences?: readonly string[];
    readonly user?: { readonly username?: string; readonly groups?: readonly string[] };
  };
}

export function createReviews(transport: Transport): Reviews {
  async function review<T>(kind: 'tokenreviews' | 'subjectaccessreviews', spec: object, signal?: AbortSignal): Promise<T> {
    const resource = resources[kind];
    const body = { apiVersion: `${resource.group}/${resource.version}`, kind: resource.kind, spec };
    const reply = await transport.send({ verb: 'create', method: 'POST', resource, body, signal });
    const answer: T = JSON.parse(await readText(reply, transport.server, signal));
    return answer;
  }

  return {
    async reviewToken(token, audiences, signal) {
      const asked = { token, ...(audiences.length > 0 ? { audiences } : {}) };
      const { status } = await review<TokenReviewBody>('tokenreviews', asked, signal);
      const isOurs = audiences.length === 0 || (status?.audiences ?? []).some((audience) => audiences.includes(audience));
      const user = status?.user;
      if (status?.authenticated !== true || !isOurs || !user?.username) return null;
      return { user: user.username, groups: user.groups ?? [] };
    },
    async mayUser({ user, groups }, { verb, resource, namespace, subresource, name }, signal) {
      const resourceAttributes = { verb, group: resource.group, resource: resource.plural, namespace, subresource, name };
      const { status } = await review<{ status?: { allowed?: boolean } }>(
        'subjectaccessreviews',
        { user, groups, resourceAttributes },
        signal,
      );
      return status?.allowed === true;
    },
  };
}
