import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** When a connection is to be lost: after so many bytes of the client's, or when it sends a word, which still arrives. */
export type Cut = { readonly afterBytes: number } | { readonly afterWord: string };

/** Stands between a client and a server, and loses connections when it is told to. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #cut: Cut | undefined;
  #isAway = false;
  #bytes = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => {
      this.#accept(client);
    });
  }

  static async before(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The server's URL by way of here. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Loses all connections at that point and takes none until {@link restore}. */
  cut(cut: Cut): void {
    this.#cut = cut;
    this.#bytes = 0;
  }

  restore(): void {
    this.#cut = undefined;
    this.#isAway = false;
  }

  /** Loses the connections of this moment. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.dropAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#isAway) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.#target.port), this.#target.hostname);
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    for (const socket of [client, server]) this.#sockets.add(socket);
    server.on('data', (data) => client.write(data));
    client.on('data', (data) => {
      this.#bytes += data.length;
      const cut = this.#cut;
      const isDue =
        cut !== undefined &&
        ('afterBytes' in cut ? this.#bytes > cut.afterBytes : data.includes(cut.afterWord));
      if (!isDue) {
        server.write(data);
        return;
      }
      this.#isAway = true;
      if ('afterWord' in cut) {
        // The server does what it was told; nobody hears of it.
        client.destroy();
        server.removeAllListeners('data').resume();
        this.#sockets.delete(server);
        server.write(data, () => server.end());
      }
      this.dropAll();
    });
  }
}
