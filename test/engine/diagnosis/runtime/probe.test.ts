import { describe, expect, it } from 'vitest';
import { checkProbes } from '../../../../engine/diagnosis/runtime/probe.ts';
import { clusterOf, deployment, event, iso } from '../cluster-of.ts';

const ports = [{ containerPort: 8080 }];
const restarted = { restartCount: 4, lastState: { terminated: { reason: 'Error', exitCode: 137, finishedAt: iso(-20) } } };
const kill = event('cart-1', 'Killing', 'Container main failed liveness probe, will be restarted');

function namedFor(container: object, status: object, messages: readonly string[]): readonly string[] {
  const told = [kill, ...messages.map((message) => event('cart-1', 'Unhealthy', message, 6))];
  return checkProbes(
    clusterOf({
      objects: [...deployment('cart', { container: { ports, ...container }, status: { ...status } }), ...deployment('till')],
      told,
    }),
  ).map(({ cause }) => cause);
}

describe('a liveness probe', () => {
  it('that asks a port that nobody declares has the wrong port', () => {
    const container = { livenessProbe: { grpc: { port: 8081 } }, readinessProbe: { grpc: { port: 8080 } } };
    expect(namedFor(container, restarted, ['Liveness probe failed: connection refused'])).toEqual(['liveness-probe-incorrect-port']);
  });

  it('that asks by a name that the container does not have has the wrong port', () => {
    expect(namedFor({ livenessProbe: { tcpSocket: { port: 'admin' } } }, restarted, ['Liveness probe failed: no such port'])).toEqual([
      'liveness-probe-incorrect-port',
    ]);
  });

  it('whose port answers in another language has the wrong protocol', () => {
    const container = { livenessProbe: { httpGet: { port: 8080, path: '/' } } };
    expect(namedFor(container, restarted, ['Liveness probe failed: Get "http://10.1.0.4:8080/": malformed HTTP response "\\x00"'])).toEqual(
      ['liveness-probe-incorrect-protocol'],
    );
  });

  it('that gives two seconds to start has the wrong timing', () => {
    const container = { livenessProbe: { initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 1, tcpSocket: { port: 8080 } } };
    expect(namedFor(container, restarted, ['Liveness probe failed: dial tcp: connection refused'])).toEqual([
      'liveness-probe-incorrect-timing',
    ]);
  });

  it('that failed now and then, and never killed, is well', () => {
    const told = [event('cart-1', 'Unhealthy', 'Liveness probe failed: timeout')];
    const objects = deployment('cart', { container: { ports, livenessProbe: { httpGet: { port: 8080 } } } });
    expect(checkProbes(clusterOf({ objects, told }))).toEqual([]);
  });
});

describe('a readiness probe', () => {
  const unready = { ready: false };

  it('that asks a port that nobody declares has the wrong port', () => {
    expect(namedFor({ readinessProbe: { httpGet: { port: 9090 } } }, unready, ['Readiness probe failed: connection refused'])).toEqual([
      'readiness-probe-incorrect-port',
    ]);
  });

  it('whose port answers in another language has the wrong protocol', () => {
    const container = { readinessProbe: { httpGet: { port: 8080, scheme: 'HTTPS' } } };
    expect(namedFor(container, unready, ['Readiness probe failed: http: server gave HTTP response to HTTPS client'])).toEqual([
      'readiness-probe-incorrect-protocol',
    ]);
  });

  it('that gets a status code is answered by the program, which is at fault', () => {
    expect(
      namedFor({ readinessProbe: { httpGet: { port: 9090 } } }, unready, [
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
      ]),
    ).toEqual([]);
  });

  it('of a program that crashes is no fault of the probe', () => {
    const crashing = { ready: false, restartCount: 5, lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: iso(-20) } } };
    expect(namedFor({ readinessProbe: { httpGet: { port: 9090 } } }, crashing, ['Readiness probe failed: connection refused'])).toEqual([]);
  });

  it('that a mesh answers in place of the container says nothing of its port', () => {
    const container = { readinessProbe: { httpGet: { port: 15_020, path: '/app-health/main/readyz' } } };
    expect(namedFor(container, unready, ['Readiness probe failed: connection refused'])).toEqual([]);
  });
});
