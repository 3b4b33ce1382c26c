/** What the demo can be told on its command line. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { scenarioNames, type ScenarioName } from './scenarios/scenarios.ts';

export interface DemoArguments {
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly slackPort: number;
  readonly dashboardPort: number;
  /** For scripts: end with 0 once the incident is resolved, with 1 when that takes longer than `limitForMs`. */
  readonly exitAfterResolve: boolean;
  readonly limitForMs: number;
  readonly verbose: boolean;
}

/** Throws `CommanderError` after having printed the help or one sentence on what is wrong. */
export function parseArguments(argv: readonly string[]): DemoArguments {
  const command = new Command('npm run demo --')
    .description('A shop in a simulated Kubernetes cluster, the operator and the bot on it, and a Slack to look at.')
    .addOption(new Option('--scenario <name>', 'what happens to the shop').choices([...scenarioNames]).default('leak'))
    .option('--seed <number>', 'another seed is another day of the same shop', integer, 1)
    .option('--port <number>', 'port of the local Slack', integer, 3000)
    .option('--dashboard-port <number>', 'port of the dashboard', integer, 8082)
    .option('--exit-after-resolve', 'end when the incident is resolved; for scripts', false)
    .option('--limit <seconds>', 'with --exit-after-resolve: give up after so long', integer, 480)
    .option('--verbose', 'show the log of operator and bot', false)
    .exitOverride();
  const options = command.parse([...argv], { from: 'user' }).opts();
  return {
    scenario: scenarioNames.find((name) => name === options['scenario']) ?? 'leak',
    seed: Number(options['seed']),
    slackPort: Number(options['port']),
    dashboardPort: Number(options['dashboardPort']),
    exitAfterResolve: Boolean(options['exitAfterResolve']),
    limitForMs: Number(options['limit']) * 1000,
    verbose: Boolean(options['verbose']),
  };
}

export { CommanderError };

function integer(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
