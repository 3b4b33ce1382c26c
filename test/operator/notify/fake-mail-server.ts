/** A mail server as far as a client needs it (RFC 5321), without TLS: keeps what it is sent and answers as it is told. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface FakeMailServer {
  readonly port: number;
  readonly mails: string[];
  readonly logins: string[];
  /** What a whole mail gets; `hang` answers never. */
  answer: string;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<FakeMailServer> {
  const sockets = new Set<Socket>();
  const fake = { port: 0, mails: [], logins: [], answer: '250 taken', close: async () => undefined } as FakeMailServer & { port: number };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    speak(socket, fake);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  fake.port = typeof address === 'object' && address ? address.port : 0;
  fake.close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return fake;
}

function speak(socket: Socket, fake: FakeMailServer): void {
  let rest = '';
  let mail: string[] | null = null;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say('220 fake');
  socket.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (mail === null) {
        say(answerTo(line, fake));
        if (/^DATA/i.test(line)) mail = [];
      } else if (line === '.') {
        fake.mails.push(mail.join('\n'));
        mail = null;
        if (fake.answer !== 'hang') say(fake.answer);
      } else mail.push(line);
    }
  });
}

function answerTo(line: string, fake: FakeMailServer): string {
  const [verb = '', , last = ''] = line.split(' ');
  switch (verb.toUpperCase()) {
    case 'EHLO':
      return '250-fake\r\n250 AUTH PLAIN';
    case 'DATA':
      return '354 go on';
    case 'AUTH':
      fake.logins.push(Buffer.from(last, 'base64').toString());
      return '535 wrong password';
    case 'STARTTLS':
      return '502 not known';
    case 'QUIT':
      return '221 bye';
    default:
      return '250 ok';
  }
}
