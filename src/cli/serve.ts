import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from './streams.js';

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Is this Host header one that a browser sends for the loopback address? Another one comes from a name that somebody points here. */
export function isLoopbackHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${String(port)}` || host === `localhost:${String(port)}`;
}

/** Serves one page at `/` on 127.0.0.1, and nothing else. */
export function pageServer(html: string): Server {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const refuse = (status: number, text: string): void => {
      response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    };
    if (!isLoopbackHost(request.headers.host, port)) refuse(421, 'this page is served for 127.0.0.1 only');
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(405, 'only GET');
    else if (request.url !== '/') refuse(404, 'there is only /');
    else response.writeHead(200, HEADERS).end(request.method === 'HEAD' ? undefined : html);
  });
  return server;
}

/** Serves a page until the program is interrupted. */
export function servePage(html: string, port: number, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = pageServer(html);
    server.on('error', (error) => {
      reject(new UsageError(`--serve: ${error.message}`));
    });
    server.listen(port, '127.0.0.1', () => {
      say(`serving on http://127.0.0.1:${String((server.address() as AddressInfo).port)}/ until interrupted`);
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      });
  });
}
