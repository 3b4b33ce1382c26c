/** Which lines of a recording a LogDetector would read. */
import { isSelected } from '../../api/resource.ts';
import type { KubeObject } from '../../engine/index.ts';
import type { InputStreams } from '../input.ts';
import type { LogPlace } from '../replay/heads.ts';
import { readRecording } from '../replay/recording.ts';
import type { Read } from '../replay/recording.ts';
import type { TestedDetector } from './detector.ts';

export interface Reading {
  readonly isRead: (place: LogPlace) => boolean;
  /** Lines that it would not have read. */
  readonly unread: number;
  /** Read lines of pods that the recording does not show, so that nobody knows their labels. */
  readonly unknown: number;
}

/** Pods are looked up in all `files`, whenever they are shown: a recording may begin with the lines. */
export async function createReading(detector: TestedDetector, files: readonly string[], streams: InputStreams): Promise<Reading> {
  const pods = new Map<string, KubeObject>();
  const take = (read: Read): void => {
    if (read.type === 'object' && read.object.kind === 'Pod')
      pods.set(`${read.object.metadata.namespace ?? 'default'}/${read.object.metadata.name}`, read.object);
  };
  for (const file of files) await readRecording(file, streams, { take });
  let [unread, unknown] = [0, 0];
  const { namespace: own, spec } = detector;
  return {
    isRead({ namespace, pod, container }) {
      const object = pods.get(`${namespace}/${pod ?? ''}`);
      const isExcluded = container !== null && spec.containers.exclude.includes(container);
      const isWanted = (own === null || own === namespace) && !isExcluded && (object === undefined || isSelected(spec.selector, object));
      if (!isWanted) unread += 1;
      else if (object === undefined) unknown += 1;
      return isWanted;
    },
    get unread() {
      return unread;
    },
    get unknown() {
      return unknown;
    },
  };
}
