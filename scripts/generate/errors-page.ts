/** `docs/errors.md`: every error code with what it means and what to do. The compiler refuses a code without a row here. */
import { errorCodes, type ErrorCode } from '../../operator/errors.ts';
import { table } from './table.ts';

const explanations: Readonly<Record<ErrorCode, readonly [means: string, remedy: string]>> = {
  ApiUnreachable: [
    'The Kubernetes API server does not answer.',
    'Nothing, if it is being restarted. Otherwise look at the network policy of the operator and at the API server.',
  ],
  ApiConflict: ['Somebody changed the object between our read and our write.', 'Nothing; it is read again.'],
  ApiUnauthorized: [
    "The API server does not accept the operator's credentials (HTTP 401): the token has expired or was revoked.",
    'Nothing, if it is over soon: the token is read anew. Otherwise look at the ServiceAccount and at the volume `kubernetes-token`.',
  ],
  ApiForbidden: [
    'The ServiceAccount lacks a permission; the message names verb and resource.',
    'Install the RBAC of the chart, or set `scope` and `watchNamespaces` to what the ServiceAccount may see.',
  ],
  ApiNotFound: [
    'The object or the resource type does not exist.',
    'Apply `crds/` if it is the LogDetector; otherwise nothing, it was deleted.',
  ],
  ApiInvalid: [
    'The API server refused what we sent as invalid.',
    'Apply the CRD of the release that runs. If that does not help, please report it.',
  ],
  ApiGone: ['A watch was too far behind (HTTP 410).', 'Nothing; everything is listed again.'],
  ApiThrottled: [
    'The API server asks us to wait (HTTP 429).',
    'Nothing, if it is rare. Otherwise raise the priority level of the ServiceAccount.',
  ],
  ApiUnavailable: ['The API server or the kubelet behind it failed (HTTP 5xx).', 'Look at the node that the message names.'],
  ConfigurationInvalid: [
    "The administrator's configuration or the environment cannot be used.",
    'Correct the field that the message names and restart the pod.',
  ],
  ChannelNotAllowed: [
    'No entry of `slack.channels` allows the channel to this namespace.',
    "Ask the administrator to add the namespace to the channel's entry, or name another channel.",
  ],
  ReceiverNotAllowed: [
    'No entry of `receivers` allows the receiver to this namespace.',
    "Ask the administrator to add the namespace to the receiver's entry, or name another receiver.",
  ],
  ReceiverRejected: ['The pager refused the page (HTTP 4xx).', 'Renew the key in the Secret that the receiver is mounted from.'],
  ReceiverUnreachable: [
    'The pager does not answer, or failed (HTTP 5xx, 429).',
    'Look at the egress rules of the operator; the page is tried again until it is taken or the incident resolves.',
  ],
  StoreUnavailable: [
    'The store cannot be read or written.',
    'Look at the volume (full, read-only?) or at Redis. Reading goes on where it stopped.',
  ],
  StoreCorrupt: ['The store, or a record of it, is damaged.', 'Restore it from a backup, or move the file away to begin anew.'],
  StoreNewer: [
    'A later release has written the store, or what is saved of a LogDetector. Nothing of it is read or changed.',
    'Run that release again, or restore a backup of before. To begin anew, delete the LogDetector and apply it again.',
  ],
  StoreFenced: ['Another replica leads by now; this write came too late.', 'Nothing; the new leader has the data.'],
  ModelNewer: [
    'A later release made the model version; this one cannot read it.',
    'Update, or pin an older version with `spec.model.pinnedVersion`.',
  ],
  ModelCorrupt: ['The checksum of a model version is wrong.', 'Pin another version with `spec.model.pinnedVersion`, or retrain.'],
  ModelNotFound: ['The pinned model version does not exist.', 'Pin one that `/logbot models` lists, or remove `spec.model.pinnedVersion`.'],
  TooLittleData: ['There are too few lines to train a model from.', 'Wait; the message says how many are missing.'],
};

const actions = {
  retry: 'is tried again with growing pauses',
  stall: 'waits until a person or the cluster changes something',
  drop: 'is given up and counted',
};

export function errorsPage(): string {
  const rows = Object.entries(explanations).map(([code, [means, remedy]]) => {
    const action = Object.entries(errorCodes).find(([known]) => known === code)?.[1] ?? 'drop';
    return [`\`${code}\``, means, `${action}: ${actions[action]}`, remedy];
  });
  return `# Errors of the operator

<!-- Written by npm run generate from operator/errors.ts. Do not edit. -->

The list is closed. The code stands in the log line (\`code\`), in the metrics (label \`code\`) and, where a LogDetector is concerned, in its conditions.

${table(['code', 'means', 'the work', 'what to do'], rows)}`;
}
