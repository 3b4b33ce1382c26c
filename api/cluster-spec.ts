/** The spec of a ClusterLogDetector: that of a LogDetector, and the namespaces it is for. */
import { z } from 'zod';
import { matching, uniqueList } from './rule.ts';
import { selectorSchema } from './selector.ts';
import { LogDetectorSpecSchema, excludeAnnotation } from './spec.ts';

/** What Kubernetes runs itself: a control plane that is somebody else's, in most clusters. */
export const defaultExcludedNamespaces: readonly string[] = ['kube-node-lease', 'kube-public', 'kube-system'];

const NamespaceName = matching(
  z.string().min(1).max(63),
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  'must be the name of a namespace: lower-case letters, digits and "-"',
);

const NamespacesSchema = z
  .strictObject({
    selector: selectorSchema(
      'Which namespaces are read, by the labels of the Namespace objects; {} selects all of them. One that gets or loses a label is read, or no ' +
        'longer read, within seconds. Every namespace has the label kubernetes.io/metadata.name with its name.',
    ),
    exclude: uniqueList(NamespaceName, 200)
      .exactOptional()
      .describe(
        `Names of namespaces that are not read, whatever their labels. Default: ${defaultExcludedNamespaces.join(', ')}, because the control plane is ` +
          'mostly watched by whoever runs it. A list given here replaces that one; [] excludes none.',
      ),
  })
  .describe('The namespaces whose pods are read.');

export const ClusterLogDetectorSpecSchema = LogDetectorSpecSchema.extend({
  namespaces: NamespacesSchema,
  selector: selectorSchema(
    'Which pods of these namespaces are read, by their labels; {} selects all of them. A pod that a LogDetector of its own namespace selects is left ' +
      `to that one. A pod opts out with the annotation ${excludeAnnotation}: "true".`,
  ),
}).describe('What is wished. Only namespaces and selector are required.');

export type ClusterLogDetectorSpec = z.infer<typeof ClusterLogDetectorSpecSchema>;

/** The namespaces that are wished, where that much of a spec can be understood; null where it cannot. */
export function soundNamespaces(spec: unknown): ClusterLogDetectorSpec['namespaces'] | null {
  const given = typeof spec === 'object' && spec !== null && 'namespaces' in spec ? spec.namespaces : undefined;
  const parsed = NamespacesSchema.safeParse(given);
  return parsed.success ? parsed.data : null;
}
