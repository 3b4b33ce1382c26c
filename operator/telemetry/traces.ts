/**
 * OpenTelemetry traces over OTLP/HTTP, by the standard environment (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, ...). The packages are
 * loaded only where an endpoint is given. Spans wait in a bounded queue for an exporter that is away; what finds no room is lost and counted.
 */
import { hash, randomBytes } from 'node:crypto';
import { spans, type SpanName, type SpanRow, type ToldSpan } from './spans.ts';

export interface Traces {
  tell(name: SpanName, span: ToldSpan): void;
  /** Sends what waits, for at most a moment. */
  close(): Promise<void>;
}

export interface TracesOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Spans that could not be told. */
  onLost(this: void, spans: number): void;
  /** Nothing is told, because of this. */
  onRefused(this: void, sentence: string): void;
}

const waitingAtMost = 2048;
const sentAtOnce = 512;
const closeForMs = 2_000;

/** Null, and nothing is loaded, unless the environment names an endpoint. */
export async function openTraces(options: TracesOptions): Promise<Traces | null> {
  const endpoint = wantedEndpoint(options.environment);
  if (endpoint === null) return null;
  if (isUsable(endpoint)) return await startTraces(options);
  options.onRefused(
    'The endpoint for traces is no URL with http or https: correct OTEL_EXPORTER_OTLP_ENDPOINT (traces.endpoint of the chart), such as http://collector:4318. No traces are told until then.',
  );
  return null;
}

function wantedEndpoint(environment: TracesOptions['environment']): string | null {
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = environment['OTEL_SDK_DISABLED'] === 'true' || environment['OTEL_TRACES_EXPORTER'] === 'none';
  return endpoint && !isOff ? endpoint : null;
}

/** The exporter would say nothing and tell nothing. */
function isUsable(endpoint: string): boolean {
  return URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol);
}

async function startTraces({ environment, version, onLost }: TracesOptions): Promise<Traces> {
  const [api, sdk, { OTLPTraceExporter }, { detectResources, envDetector, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter();
  let waiting = 0;
  const counted: InstanceType<typeof OTLPTraceExporter>['export'] = (batch, done) =>
    exporter.export(batch, (result) => {
      waiting -= batch.length;
      if (result.error !== undefined) onLost(batch.length);
      done(result);
    });
  const ids = createIds();
  const pod = environment['POD_NAME'];
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'logdetector',
      'service.version': version,
      ...(pod === undefined ? {} : { 'k8s.pod.name': pod }),
    }).merge(detectResources({ detectors: [envDetector] })),
    idGenerator: ids,
    sampler: new sdk.AlwaysOnSampler(),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: { export: counted, shutdown: () => exporter.shutdown(), forceFlush: () => exporter.forceFlush() },
        maxQueueSize: waitingAtMost,
        maxExportBatchSize: sentAtOnce,
      }),
    ],
  });
  const tracer = provider.getTracer('logdetector', version);
  return {
    tell(name, { about = randomBytes(16).toString('hex'), fromMs, toMs, attributes, isError = false }) {
      if (waiting >= waitingAtMost) return onLost(1);
      waiting += 1;
      const { within }: SpanRow = spans[name];
      ids.next = { traceId: traceIdOf(about), spanId: spanIdOf(about, name) };
      const parent = within === undefined ? null : { traceId: ids.next.traceId, spanId: spanIdOf(about, within), traceFlags: 1 };
      const context = parent === null ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
      const values = Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
      );
      const span = tracer.startSpan(name, { startTime: fromMs, attributes: values }, context);
      if (isError) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end(Math.max(fromMs, toMs));
    },
    async close() {
      await Promise.race([provider.shutdown().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, closeForMs).unref())]);
    },
  };
}

/** Ids follow from what a span is about, so that those of one incident find together across restarts. */
function createIds() {
  return {
    next: { traceId: '', spanId: '' },
    generateTraceId(): string {
      return this.next.traceId;
    },
    generateSpanId(): string {
      return this.next.spanId;
    },
  };
}

function traceIdOf(about: string): string {
  return hash('sha256', about, 'hex').slice(0, 32);
}

function spanIdOf(about: string, name: string): string {
  return hash('sha256', `${about}\n${name}`, 'hex').slice(0, 16);
}
