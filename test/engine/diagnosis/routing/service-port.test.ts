import { describe, expect, it } from 'vitest';
import { checkServicePorts } from '../../../../engine/diagnosis/routing/service-port.ts';
import { clusterOf, deployment, endpoints, probe, service } from '../cluster-of.ts';

const container = { ports: [{ name: 'web', containerPort: 8080 }] };
const failed = probe({ workload: 'cart', port: 80 }, false);

function causes(port: object, told = [failed], ports: object = container): readonly string[] {
  const objects = [...deployment('cart', { container: { ...ports } }), service('cart', { ...port }), endpoints('cart', ['10.1.0.4'])];
  return checkServicePorts(clusterOf({ objects, told })).map(({ cause }) => cause);
}

describe('a Service', () => {
  it('that leads to a number which no container declares maps its port wrongly', () => {
    expect(causes({ port: 80, targetPort: 9090 })).toEqual(['service-port-mapping-mismatch']);
  });

  it('that leads to a name which no container declares maps its port wrongly', () => {
    expect(causes({ port: 80, targetPort: 'http' })).toEqual(['service-port-mapping-mismatch']);
  });

  it('that leads to a declared port, by number or name, or to its own number, is well', () => {
    for (const targetPort of [8080, 'web', '8080']) expect(causes({ port: 80, targetPort })).toEqual([]);
    expect(causes({ port: 8080 })).toEqual([]);
  });

  it('of UDP before a port of TCP has the wrong protocol', () => {
    expect(causes({ port: 80, targetPort: 8080, protocol: 'UDP' })).toEqual(['service-protocol-mismatch']);
  });

  it('of UDP before a port of UDP is well', () => {
    expect(
      causes({ port: 53, protocol: 'UDP' }, [], {
        ports: [
          { containerPort: 53, protocol: 'UDP' },
          { containerPort: 53, protocol: 'TCP' },
        ],
      }),
    ).toEqual([]);
  });

  it('whose pods declare nothing may lead anywhere', () => {
    expect(causes({ port: 80, targetPort: 9090 }, [failed], {})).toEqual([]);
  });

  it('that was reached at that port is well', () => {
    expect(causes({ port: 80, targetPort: 9090 }, [probe({ workload: 'cart', port: 80 }, true)])).toEqual([]);
  });
});

it('a misfit that harms nobody is less sure', () => {
  const objects = [...deployment('cart', { container }), service('cart', { port: 80, targetPort: 9090 }), endpoints('cart', ['10.1.0.4'])];
  expect(checkServicePorts(clusterOf({ objects }))).toMatchObject([{ failing: false }]);
  expect(checkServicePorts(clusterOf({ objects }))[0]?.score).toBeLessThan(0.65);
});
