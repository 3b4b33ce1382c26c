import { doctorMessage } from '../blocks/doctor.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

/** More than a screen holds; each is a question to the operator. */
const askedAtMost = 10;

export const doctor: Command = {
  name: 'doctor',
  also: ['diagnose', 'diagnosis', 'check'],
  usage: '[detector]',
  summary: 'What is wrong with the logs themselves, with the evidence and what helps.',
  example: 'doctor shop',
  right: 'see',
  async answer({ words, scope }, { api, now }) {
    const all = await api.detectors(scope);
    const found = words[0] === undefined || all.length === 0 ? null : resolveDetector(words[0], all);
    if (found?.id === null) return { message: found.message, result: 'refused: no such detector' };
    const asked = all.filter(({ id }) => found === null || id === found.id);
    const diagnoses = await Promise.all(asked.slice(0, askedAtMost).map(({ id }) => api.doctor(id)));
    const findings = diagnoses.reduce((sum, diagnosis) => sum + diagnosis.findings.length, 0);
    return {
      message: doctorMessage(diagnoses, { nowMs: now(), more: Math.max(0, asked.length - askedAtMost) }),
      result: `answered: ${findings} findings in ${diagnoses.length} detectors`,
    };
  },
};
