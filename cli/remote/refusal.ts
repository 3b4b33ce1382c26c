/** What the API server says when it does not hand a request on, as a sentence that says what is missing. */
import { z } from 'zod';
import { ApiError } from '../../api/client.ts';
import { KubeError } from '../../operator/kube/client.ts';
import type { OperatorPlace } from './place.ts';
import { placeText } from './place.ts';

const StatusSchema = z.object({ kind: z.literal('Status'), message: z.string().default(''), code: z.number().optional() });

export interface StatusRefusal {
  readonly status: number;
  readonly message: string;
}

/** Null: it is the operator that answers, with or without a refusal of its own. */
export function statusOf(status: number, text: string): StatusRefusal | null {
  if (status < 400) return null;
  const parsed = StatusSchema.safeParse(valueOf(text));
  if (parsed.success) return { status, message: parsed.data.message.slice(0, 300) };
  // A proxy on the way, or the API server when the pod breaks off, answers in plain text.
  return valueOf(text) === null ? { status, message: text.trim().slice(0, 300) } : null;
}

export interface Refused {
  readonly refusal: StatusRefusal;
  readonly place: OperatorPlace;
  readonly server: string;
  readonly wanted: { readonly method: string };
}

export function rightOf({ refusal: { status, message }, place, server, wanted: { method } }: Refused): string {
  const verb = method === 'GET' ? 'get' : 'create';
  switch (status) {
    case 401:
      return `The cluster at ${server} does not accept the credentials of the kubeconfig; sign in anew (${message}).`;
    case 403:
      return (
        `You may not "${verb}" "services/proxy" of ${place.service}:dashboard in namespace ${place.namespace}, the way to the operator. ` +
        `The administrator grants it with the chart's value dashboard.askers (${message}).`
      );
    case 404:
      return (
        `There is no Service ${placeText(place)}: the operator is elsewhere (--operator NAMESPACE/SERVICE), not installed, ` +
        "or its chart's dashboard.enabled is false."
      );
    case 503:
      return `No pod of ${placeText(place)} is ready; kubectl -n ${place.namespace} get pods says why (${message}).`;
    default:
      return `The API server ${server} could not reach the operator at ${placeText(place)}: HTTP ${status} (${message}).`;
  }
}

/** An error of the Kubernetes client, whose sentences are for an operator, as one for a person at a terminal; any other as it is. */
export function asTold(error: unknown): unknown {
  if (!(error instanceof KubeError)) return error;
  const { code, status, message } = error;
  const advice: Readonly<Record<string, string>> = {
    ApiUnreachable: message.replace(/; check that it runs.*$/, '; is the cluster there, and is this the right --context?'),
    ApiUnauthorized: 'The cluster does not accept the credentials of the kubeconfig; sign in anew, or choose another --context.',
    ApiForbidden: message.replace(" to the operator's service account", ' to you'),
  };
  return new ApiError(code, status, advice[code] ?? message, { cause: error });
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
