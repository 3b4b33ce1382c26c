/** The leading operator in a process of its own, so that it can be killed at any instant. Answers each message with its report. */
import { startLeadingOperator } from './leading-operator.ts';

const [kubeconfig = '', storePath = '', term = '1'] = process.argv.slice(2);
const operator = await startLeadingOperator({ kubeconfig: Buffer.from(kubeconfig, 'base64').toString(), storePath, term: Number(term) });
process.on('message', () => process.send?.(operator.report()));
process.on('disconnect', () => process.exit(0));
process.send?.('started');
