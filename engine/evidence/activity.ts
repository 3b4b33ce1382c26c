/** How many instances of a workload are meant to be at work; what "usual" lines and silence are measured against. */
export interface WorkloadActivity {
  /** Running pods that are not being deleted. */
  readonly replicas: number;
  readonly replicasChangedAtMs: number;
  /** True where silence is as it should be: scaled to zero, a job that is done, a CronJob between runs. */
  readonly expectedQuiet: boolean;
  /** One sentence for `expectedQuiet`, or how many replicas run. */
  readonly reason: string;
}
