/** A TCP connection in between that can be cut: what is behind it cannot be reached then, and keeps its state. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Gate {
  /** `http://127.0.0.1:PORT` (or https, as the target), the same whether open or shut. */
  readonly url: string;
  /** Connections are refused from now on, and those there are end. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Connections stay open and nothing passes any more, of those to come either. */
  freeze(): void;
  thaw(): void;
}

/** Opens at once, on a port of its own. `target`: a URL with a port; what goes through is not looked into. */
export async function startGate(target: string): Promise<Gate> {
  const { protocol, hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let own = 0;
  let isFrozen = false;

  function pass(from: Socket): void {
    const to = connect(Number(port), hostname);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      if (isFrozen) one.pause();
      else one.pipe(other);
    }
  }

  const gate: Gate = {
    get url() {
      return `${protocol}//127.0.0.1:${own}`;
    },
    async shut() {
      const closing = server;
      server = null;
      if (!closing) return;
      const closed = new Promise((resolve) => closing.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.destroy();
    },
    async open() {
      const opening = createServer(pass);
      await new Promise<void>((resolve, reject) => {
        opening.once('error', reject).listen(own, '127.0.0.1', resolve);
      });
      const address = opening.address();
      if (address !== null && typeof address === 'object') own = address.port;
      server = opening;
    },
  };
  await gate.open();
  return gate;
}
