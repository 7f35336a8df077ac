import type { Duplex } from 'node:stream';

export type Headers = Readonly<Record<string, string>>;

/** Headers of every answer for browsers: store nothing, guess no types, load nothing, send no referrer. Pages override them where they must. */
export function securityHeaders(publicUrl: string | null): Headers {
  return {
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(publicUrl?.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

/** Answers on a socket that has no request or response object, and ends it. */
export function answerAndEnd(socket: Duplex, status: string, headers: Headers, body = ''): void {
  if (socket.destroyed || !socket.writable) return;
  const all = { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
