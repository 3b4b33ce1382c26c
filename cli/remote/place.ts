/** Where in the cluster the operator is. */
import { resources, type KubeClient } from '../../operator/kube/client.ts';
import { InputError } from '../input.ts';

export interface OperatorPlace {
  readonly namespace: string;
  /** Name of the Service with the port `dashboard`. */
  readonly service: string;
}

/** Where the chart puts it when nobody says otherwise. */
const usual: OperatorPlace = { namespace: 'logdetector', service: 'logdetector-dashboard' };
const labels = 'app.kubernetes.io/name=logdetector,app.kubernetes.io/component=dashboard';

/** The only one there is; the usual place for those who may not list Services. Throws an `InputError` when there are several. */
export async function findOperator(kube: Pick<KubeClient, 'list'>): Promise<OperatorPlace> {
  const found = await kube.list(resources.services, { labelSelector: labels, limit: 20 }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ApiForbidden') return { items: [] };
    throw error;
  });
  const places = found.items.map(({ metadata }) => ({ namespace: metadata.namespace ?? '', service: metadata.name }));
  if (places.length < 2) return places[0] ?? usual;
  const names = places.map(placeText).join(', ');
  throw new InputError(`There are several operators here: ${names}. Say which with --operator NAMESPACE/SERVICE, or set LOGBOT_OPERATOR.`);
}

/** Throws an `InputError` for what is no `NAMESPACE/SERVICE`. */
export function placeOf(text: string): OperatorPlace {
  const [, namespace, service] = /^([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})$/.exec(text) ?? [];
  if (namespace !== undefined && service !== undefined) return { namespace, service };
  throw new InputError(`--operator is NAMESPACE/SERVICE, such as ${placeText(usual)}, not ${text}; a URL needs --token-file.`);
}

export function placeText({ namespace, service }: OperatorPlace): string {
  return `${namespace}/${service}`;
}
