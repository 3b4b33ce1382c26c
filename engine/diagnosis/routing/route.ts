/** Routes that lead paths to Services: of Ingresses, of the Gateway API, of meshes, and of gateways that are configured by a ConfigMap. */
import type { KubeObject } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { fieldsAt, listAt, textAt } from '../../evidence/field.ts';
import type { ClusterState } from '../cluster.ts';
import { namespaceOf } from '../containers.ts';

export interface Route {
  readonly namespace: string;
  readonly path: string;
  readonly service: string;
  /** `Ingress shop/front`. */
  readonly source: string;
}

export function routesOf(cluster: ClusterState): readonly Route[] {
  return [
    ...[...cluster.objects('Ingress')].flatMap((object) => ofIngress(object)),
    ...[...cluster.objects('HTTPRoute')].flatMap((object) => ofHttpRoute(object)),
    ...[...cluster.objects('VirtualService')].flatMap((object) => ofVirtualService(object)),
    ...[...cluster.objects('ConfigMap')].flatMap((object) => ofConfigMap(object)),
  ];
}

function ofIngress(object: KubeObject): readonly Route[] {
  return listAt(object, 'spec', 'rules')
    .flatMap((rule) => listAt(rule, 'http', 'paths'))
    .flatMap((entry) => routeOf(object, textAt(entry, 'path') ?? '/', textAt(entry, 'backend', 'service', 'name')));
}

function ofHttpRoute(object: KubeObject): readonly Route[] {
  return listAt(object, 'spec', 'rules').flatMap((rule) =>
    listAt(rule, 'matches').flatMap((match) =>
      listAt(rule, 'backendRefs').flatMap((backend) => routeOf(object, textAt(match, 'path', 'value') ?? '/', textAt(backend, 'name'))),
    ),
  );
}

function ofVirtualService(object: KubeObject): readonly Route[] {
  return listAt(object, 'spec', 'http').flatMap((entry) =>
    listAt(entry, 'match').flatMap((match) =>
      listAt(entry, 'route').flatMap((to) =>
        routeOf(object, pathOf(fieldsAt(match, 'uri')), textAt(to, 'destination', 'host')?.split('.', 1)[0]),
      ),
    ),
  );
}

function pathOf(uri: Fields): string {
  return textAt(uri, 'prefix') ?? textAt(uri, 'exact') ?? textAt(uri, 'regex') ?? '/';
}

/** As `evidence/route` read them before the text was dropped. */
function ofConfigMap(object: KubeObject): readonly Route[] {
  return listAt(object, 'routes').flatMap((route) =>
    routeOf(object, textAt(route, 'path') ?? '/', textAt(route, 'host')?.split('.', 1)[0]),
  );
}

function routeOf(object: KubeObject, path: string, service: string | undefined): readonly Route[] {
  const namespace = namespaceOf(object);
  return service === undefined ? [] : [{ namespace, path, service, source: `${object.kind} ${namespace}/${object.metadata.name}` }];
}
