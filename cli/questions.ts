/** What may be asked of one LogDetector, or of all of them. */
export const QUESTIONS = [
  {
    name: 'incidents',
    description: 'list incidents, the newest first, with who was told, or would have been in shadow mode',
    load: async () => (await import('./incidents.ts')).incidentsCommand,
  },
  {
    name: 'doctor',
    description: 'say what is wrong with the logs that an operator reads, with the evidence and what helps',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'feedback',
    description: "show what people's marks say of the messages, and what is held back because of them",
    load: async () => (await import('./feedback.ts')).feedbackCommand,
  },
] as const;
