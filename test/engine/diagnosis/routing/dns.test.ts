import { expect, it } from 'vitest';
import { checkNameResolution } from '../../../../engine/diagnosis/routing/dns.ts';
import { clusterOf, deployment, service } from '../cluster-of.ts';

const callee = [...deployment('cart'), service('cart', { port: 80 })];
const unready = { ready: false };
const lines = { till: ['dial tcp: lookup cart on 192.0.2.1:53: read udp: i/o timeout for http://cart:80'] };

it('a workload with a nameserver of its own that cannot resolve names is named', () => {
  const podSpec = { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'] } };
  const found = checkNameResolution(clusterOf({ objects: [...callee, ...deployment('till', { podSpec, status: unready })], logs: lines }));
  expect(found).toMatchObject([{ object: { workload: 'shop/deployment/till' }, cause: 'service-dns-resolution-failure', score: 0.96 }]);
});

it('the resolver of the node knows no Services', () => {
  for (const podSpec of [{ dnsPolicy: 'Default' }, { dnsPolicy: 'ClusterFirst', hostNetwork: true }])
    expect(checkNameResolution(clusterOf({ objects: [...callee, ...deployment('till', { podSpec })], logs: lines }))).toMatchObject([
      { score: 0.9 },
    ]);
});

it('settings that do no harm are a hint', () => {
  const found = checkNameResolution(clusterOf({ objects: deployment('agent', { podSpec: { dnsPolicy: 'Default' } }) }));
  expect(found[0]?.score).toBeLessThan(0.5);
});

it('a nameserver that is asked only after that of the cluster, or is that of the cluster, is well', () => {
  const dns = { ...service('kube-dns', { port: 53 }, { 'k8s-app': 'kube-dns' }), spec: { clusterIP: '10.0.0.10' } };
  const podSpecs = [
    { dnsPolicy: 'ClusterFirst', dnsConfig: { nameservers: ['192.0.2.1'] } },
    { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.10'] } },
  ];
  for (const podSpec of podSpecs)
    expect(checkNameResolution(clusterOf({ objects: [dns, ...deployment('till', { podSpec, status: unready })] }))).toEqual([]);
});

it('names that nobody has are no fault of DNS', () => {
  const logs = { till: ['lookup typo on 10.0.0.10:53: no such host: http://typo:80'] };
  expect(checkNameResolution(clusterOf({ objects: [...callee, ...deployment('till')], logs }))).toEqual([]);
});
