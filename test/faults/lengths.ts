/** How long the outages last: seconds in CI, and what is promised in full by `npm run soak`. */
interface Lengths {
  readonly apiAwaySeconds: number;
  readonly etcdAwaySeconds: number;
  readonly tokenRefusedSeconds: number;
  readonly floodSeconds: number;
  readonly restarts: number;
  readonly kills: number;
  /** 0: until the other replica leads. */
  readonly pauseSeconds: number;
  readonly pauses: number;
  readonly redisAwaySeconds: number;
  readonly diskFullSeconds: number;
  readonly slackAwaySeconds: number;
  readonly burstSeconds: number;
}

const ci: Lengths = {
  // Longer than the only replica may go without renewing its Lease.
  apiAwaySeconds: 30,
  etcdAwaySeconds: 5,
  tokenRefusedSeconds: 5,
  floodSeconds: 15,
  restarts: 2,
  kills: 4,
  pauseSeconds: 0,
  pauses: 1,
  redisAwaySeconds: 8,
  diskFullSeconds: 8,
  slackAwaySeconds: 12,
  burstSeconds: 15,
};

const soak: Lengths = {
  apiAwaySeconds: 30,
  etcdAwaySeconds: 30,
  tokenRefusedSeconds: 60,
  floodSeconds: 120,
  restarts: 6,
  kills: 20,
  pauseSeconds: 60,
  pauses: 20,
  redisAwaySeconds: 300,
  diskFullSeconds: 300,
  slackAwaySeconds: 600,
  burstSeconds: 600,
};

export const isSoak = process.env['LOGDETECTOR_FAULTS'] === 'soak';
export const lengths = isSoak ? soak : ci;
/** Longest outage of a store or of those who are told, beyond the minute after which an incident ends in CI. */
export const longestAwaySeconds = isSoak ? Math.max(soak.slackAwaySeconds, soak.redisAwaySeconds, soak.diskFullSeconds) : 0;
