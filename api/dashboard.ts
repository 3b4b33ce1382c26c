/**
 * What the dashboard asks besides the routes of `contract.ts`. A person is known by a cookie, or by what a trusted proxy says; what they may
 * see is decided by the operator, so `namespaces` need not be said. A POST needs the header `x-csrf-token` with the session's `csrf`.
 *
 *   GET  /auth/ways                -> SignInWays           (needs no sign-in)
 *   GET  /auth/viewer              -> Viewer               (401: nobody is signed in)
 *   POST /auth/kubernetes { token } -> Viewer
 *   POST /auth/this-computer       -> Viewer
 *   POST /auth/kubeconfig/begin    -> KubeconfigBegun
 *   POST /auth/kubeconfig/finish KubeconfigFinish -> KubeconfigSession; its session goes with later requests in the header `x-logdetector-session`
 *   GET  /auth/oidc?to=PATH        -> leads to the identity provider and back
 *   POST /auth/sign-out            -> 204
 *   GET  /v1/live                  -> server-sent events: LiveEvent, with ids to resume at
 *   GET  /v1/tail    TailQuery     -> server-sent events: TailPiece
 *   GET  /v1/history HistoryQuery  -> PatternHistory
 *   GET  /v1/topology              -> Topology
 *   GET  /v1/settings              -> Settings
 */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';

export const ViewerSchema = z.object({
  user: z.string(),
  method: z.enum(['oidc', 'kubernetes', 'kubeconfig', 'proxy', 'this-computer']),
  role: z.enum(['viewer', 'operator']),
  /** `*` for all. */
  namespaces: z.array(z.string()),
  /** What they may change, by the names of the commands in Slack, and where; `*` for all. Empty: they only look on, acknowledge and mark. */
  changes: z.array(z.object({ commands: z.array(z.string()), namespaces: z.array(z.string()) })),
  csrf: z.string(),
});

export const SignInWaysSchema = z.object({
  ways: z.array(z.object({ method: ViewerSchema.shape.method, label: z.string() })),
});

/** On the CertificateSigningRequest of a sign-in: the namespace of the operator that the person means. */
export const meantForAnnotation = 'logdetector.dev/meant-for';

/**
 * Sign-in of the command line, which shows no credential: who creates a CertificateSigningRequest of this name and signer is written into it
 * by the API server, and the operator reads it there. `secret` proves that whoever finishes has begun.
 */
export const KubeconfigBegunSchema = z.object({ request: z.string(), signerName: z.string(), secret: z.string(), version: z.string() });
export const KubeconfigFinishSchema = z.object({ request: z.string().min(1).max(100), secret: z.string().min(1).max(100) });
export const KubeconfigSessionSchema = z.object({
  session: z.string(),
  endsAtMs: z.number(),
  viewer: ViewerSchema.omit({ csrf: true }),
});
/** Node.js writes names of headers small. */
export const sessionHeader = 'x-logdetector-session';

export const LiveEventSchema = z.discriminatedUnion('type', [
  /** Something of it is new: ask again. */
  z.object({ type: z.literal('incident'), detector: DetectorIdSchema, id: z.string() }),
  z.object({ type: z.literal('detector'), detector: DetectorIdSchema }),
  /** More was missed than is kept: ask for everything again. */
  z.object({ type: z.literal('reset') }),
]);

export const TailQuerySchema = z.object({ detector: DetectorIdSchema, workload: z.string().min(1).max(320) });
export const TailPieceSchema = z.object({
  lines: z.array(z.object({ atMs: z.number(), pod: z.string().nullable(), line: z.string() })),
  /** Lines that came too fast to be shown. */
  skipped: z.number(),
});

export const historyAtMost = { steps: 96, ids: 200 } as const;
/** Lines of patterns over time, `steps` stretches of equal length up to now. */
export const HistoryQuerySchema = z.object({
  detector: DetectorIdSchema,
  workload: z.string().min(1).max(253),
  /** Ids of patterns, separated by commas. */
  ids: z.string().max(20_000),
  forSeconds: z.coerce.number().int().min(60).max(86_400).default(3600),
  steps: z.coerce.number().int().min(2).max(historyAtMost.steps).default(30),
});
export const PatternHistorySchema = z.object({
  fromAtMs: z.number(),
  stepMs: z.number(),
  /** `usual`: lines in one stretch; null while learning. */
  series: z.array(z.object({ id: z.string(), counts: z.array(z.number()), usual: z.number().nullable() })),
});

export const TopologySchema = z.object({
  detectors: z.array(
    z.object({
      detector: DetectorIdSchema,
      workloads: z.array(z.object({ workload: z.string(), name: z.string(), state: z.enum(['well', 'affected', 'cause', 'at-risk']) })),
      edges: z.array(
        z.object({ from: z.string(), to: z.string(), known: z.enum(['observed', 'configured', 'inferred']), source: z.string() }),
      ),
      /** Calls that are known and not told, because there are more than are drawn. */
      edgesLeftOut: z.number(),
    }),
  ),
});

/** What is set, as text; secrets are named by their files and never told. */
export const SettingsSchema = z.object({
  detectors: z.array(z.object({ detector: DetectorIdSchema, spec: z.unknown() })),
  /** The administrator's configuration; null for whoever is no operator. */
  configuration: z.unknown(),
});

export type Viewer = z.infer<typeof ViewerSchema>;
export type SignInWays = z.infer<typeof SignInWaysSchema>;
export type KubeconfigBegun = z.infer<typeof KubeconfigBegunSchema>;
export type KubeconfigSession = z.infer<typeof KubeconfigSessionSchema>;
export type LiveEvent = z.infer<typeof LiveEventSchema>;
export type TailPiece = z.infer<typeof TailPieceSchema>;
export type HistoryQuery = z.infer<typeof HistoryQuerySchema>;
export type PatternHistory = z.infer<typeof PatternHistorySchema>;
export type Topology = z.infer<typeof TopologySchema>;
export type Settings = z.infer<typeof SettingsSchema>;
