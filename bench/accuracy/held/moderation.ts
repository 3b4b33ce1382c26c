import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 INFO    root                 reloaded {int:1000..9000} phrases from {one:base|extra} list
flow 480
100 INFO    moderation.intake    {@author} posted in {room}: {talk:1..14}
90  INFO    moderation.verdict   allow {int:100000..999999}
9   INFO    moderation.verdict   block {int:100000..999999} ({one:insult|spam|personal data|off topic})
16  WARNING moderation.verdict   hold {int:100000..999999} for {moderator}
20  INFO    moderation.intake    {@author} edited a post in {room}: {talk:1..14}
end
900 DEBUG   moderation.score     {float:0..1:4}
60  INFO    moderation.appeal    "{talk:2..7}" by {person}
~24 ERROR   moderation.model     timeout after {int:2..30}s
`);

export const moderation: System = {
  name: 'moderation',
  about:
    'a comment moderator in Python: level, logger and message between colons without a time, nine statements, most of it what people typed',
  startMs: Date.UTC(2024, 9, 2, 8),
  paceMs: 1_000,
  statements,
  fields: {
    author: ['{user}', '{user}', 'Guest {int:100..999}', '{first} {last}', 'deleted user'],
    room: ['#news', '#sport', '#letters to the editor', '#cooking', '#local'],
    moderator: ['ines', 'team night', 'tobias k.', 'anyone'],
  },
  line: ({ level, source, message }) => `${level}:${source}:${message}`,
};
