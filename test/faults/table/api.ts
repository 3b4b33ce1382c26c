/** What happens to the API server and to the way there. */
import { sqlite, steady, type Fault } from '../fault.ts';
import { isSoak, lengths } from '../lengths.ts';
import { killFor } from '../parts.ts';
import { startBreaker } from '../pods.ts';
import { startApiProxy } from '../proxy.ts';
import { shortestLifeSeconds, startExpiringToken, startToken } from '../token.ts';
import { last, until } from '../until.ts';

const refusal = 'does not accept the operator';
/** The API server gives a clock that differs a minute, and remembers for some seconds whom it has let in. */
const acceptedLongerSeconds = 90;
const renewedLateSeconds = 60;

/** A token cannot be asked for that lives for less than ten minutes. */
const expiries: readonly Fault[] = [
  {
    title: 'a token that is renewed in its file before it expires is never refused, and costs no line',
    stage: { ...sqlite, token: startExpiringToken },
    loads: [steady(shortestLifeSeconds + acceptedLongerSeconds + 20)],
    async strike(stage) {
      // As the kubelet does it, after four fifths of its life.
      await last(shortestLifeSeconds * 0.8 * 1000);
      await stage.token().renew();
      await last((shortestLifeSeconds * 0.2 + acceptedLongerSeconds) * 1000);
      const leader = await stage.leader();
      if (leader.operator.output().includes(refusal)) throw new Error('The operator was refused.');
    },
  },
  {
    title: 'a token that expires and is renewed in its file a minute later costs no line',
    stage: { ...sqlite, token: startExpiringToken },
    loads: [steady(shortestLifeSeconds + acceptedLongerSeconds + renewedLateSeconds + 20)],
    async strike(stage) {
      const leader = await stage.leader();
      const refusedWithinMs = (shortestLifeSeconds + acceptedLongerSeconds + 120) * 1000;
      await until(() => leader.operator.output().includes(refusal), refusedWithinMs, 'the refusal');
      await last(renewedLateSeconds * 1000);
      await stage.token().renew();
    },
  },
];

export const apiFaults: readonly Fault[] = [
  ...(isSoak ? expiries : []),
  {
    title: 'an API server that is killed and comes back costs no line',
    stage: sqlite,
    isAlone: true,
    hasIncident: true,
    loads: [steady(lengths.apiAwaySeconds + 15)],
    async strike(stage) {
      await startBreaker(stage.client, stage.namespace);
      await killFor('kube-apiserver', lengths.apiAwaySeconds);
    },
  },
  {
    title: 'an etcd that is killed and comes back costs no line',
    stage: sqlite,
    isAlone: true,
    hasIncident: true,
    loads: [steady(lengths.etcdAwaySeconds + 15)],
    async strike(stage) {
      await startBreaker(stage.client, stage.namespace);
      await killFor('etcd', lengths.etcdAwaySeconds);
    },
  },
  {
    title: 'watches whose history is gone (410) are begun anew, and know the pods that came meanwhile',
    stage: { ...sqlite, proxy: startApiProxy },
    loads: [steady(10), { type: 'brief', pods: 4, lines: 40 }],
    async strike(stage) {
      const leader = await stage.leader();
      for (let round = 0; round < 3; round += 1) {
        const before = stage.proxy().expired;
        // Between its list and its next watch a kind has none, and on a busy machine that may be so of all of them.
        await until(() => stage.proxy().expireWatches() > 0, 120_000, 'a watch');
        await until(() => stage.proxy().expired > before, 120_000, 'a watch that is refused');
      }
      await until(async () => (await leader.counter('logdetector_watch_restarted_total', 'reason="gone"')) >= 3, 120_000, 'the lists');
    },
  },
  {
    title: 'a token that is refused and then renewed in its file costs no line',
    stage: { ...sqlite, token: startToken },
    loads: [steady(lengths.tokenRefusedSeconds + 20)],
    async strike(stage) {
      const leader = await stage.leader();
      await stage.token().revoke();
      await until(() => leader.operator.output().includes(refusal), 120_000, 'the refusal');
      await last(lengths.tokenRefusedSeconds * 1000);
      await stage.token().renew();
    },
  },
];
