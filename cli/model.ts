/** `logbot model`: takes a model out of the operator and puts one in, looks at it, and compares two versions. */
import { readFile } from 'node:fs/promises';
import type { ApiClient } from '../api/client.ts';
import { decodeModel, diffModels, encodeModel } from '../engine/index.ts';
import type { Model } from '../engine/index.ts';
import { printAnswer } from './answer.ts';
import { InputError } from './input.ts';
import { sentenceOf } from './input/error.ts';
import { alarmsText } from './model/alarms.ts';
import { diffText } from './model/difference.ts';
import { summaryText } from './model/summary.ts';
import { openOperator, userOf } from './operator.ts';
import type { OperatorAddress } from './operator.ts';
import type { Streams } from './streams.ts';

/** Prints the model as a file that the other commands read. Returns the exit code. */
export async function exportModelCommand(
  wanted: { readonly detector: string; readonly version: number },
  address: OperatorAddress,
  streams: Streams,
): Promise<number> {
  return printAnswer('model export', streams, async () => {
    const client = await openOperator(address);
    return new TextDecoder().decode(encodeModel(await fetchModel(client, wanted.detector, wanted.version)));
  });
}

export interface Imported {
  readonly detector: string;
  readonly file: string;
  /** Whether it is to serve at once, which pins it as a rollback does. */
  readonly serve: boolean;
}

/** Hands the model of a file to the operator, as a new version of the detector's. */
export async function importModelCommand({ detector, file, serve }: Imported, address: OperatorAddress, streams: Streams): Promise<number> {
  return printAnswer('model import', streams, async () => {
    // What is damaged is told here, without asking anybody.
    const model = await readModel(file);
    const client = await openOperator(address);
    const user = userOf(streams.environment);
    const { version, sentence } = await client.importModel(detector, { requestedBy: user, model });
    if (!serve) return sentence;
    const reply = await client.rollback(detector, { requestedBy: user, channel: '', version, preview: false });
    if (reply.outcome === 'accepted') return reply.operation.sentence;
    throw new InputError(`${sentence} ${reply.sentence}`);
  });
}

/** What a model was made from, what it left out and what it knows. */
export async function showModelCommand(file: string, streams: Streams): Promise<number> {
  return printAnswer('model show', streams, async () => summaryText(await readModel(file)));
}

export async function diffModelsCommand(
  files: readonly [string, string],
  { json }: { readonly json: boolean },
  streams: Streams,
): Promise<number> {
  return printAnswer('model diff', streams, async () => {
    const [from, to] = [await readModel(files[0]), await readModel(files[1])];
    const diff = diffModels(from, to);
    return json ? JSON.stringify({ from: from.version, to: to.version, ...diff }) : diffText(from, to, diff);
  });
}

export interface Compared {
  readonly detector: string;
  readonly from: number;
  readonly to: number;
  readonly json: boolean;
}

/** As `diff`, of versions that the operator has, and with what each would have reported of the last 24 hours. */
export async function compareModelsCommand(
  { detector, from, to, json }: Compared,
  address: OperatorAddress,
  streams: Streams,
): Promise<number> {
  return printAnswer('model compare', streams, async () => {
    const client = await openOperator(address);
    const [before, after] = [await fetchModel(client, detector, from), await fetchModel(client, detector, to)];
    const alarms = await client.compareModels(detector, { from, to });
    const diff = diffModels(before, after);
    if (json) return JSON.stringify({ ...diff, from, to, alarms });
    return `${diffText(before, after, diff)}\n\n${alarmsText(alarms)}`;
  });
}

async function fetchModel(client: ApiClient, detector: string, version: number): Promise<Model> {
  return verified(new TextEncoder().encode(JSON.stringify(await client.model(detector, version))), 'The answer');
}

async function readModel(file: string): Promise<Model> {
  return verified(new TextEncoder().encode(await readText(file)), file);
}

function verified(bytes: Uint8Array, what: string): Model {
  try {
    return decodeModel(bytes);
  } catch (error) {
    throw new InputError(`${what} is no model that can be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(sentenceOf(error, file), { cause: error });
  });
}
