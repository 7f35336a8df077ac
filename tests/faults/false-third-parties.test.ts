import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailRejected } from '../../src/kernel/mail/mail-rejected.ts';
import { smtpTransport } from '../../src/kernel/mail/smtp-transport.ts';
import { GatewayUnclear, GatewayUnreachable } from '../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../src/modules/payments/gateways/provider-http.ts';
import { type Answers, bytesOf, type FalseServer, startFalseServer } from '../kit/false-server.ts';

// The server that answers is neither a mail server nor a payment provider. Each attempt ends at its deadline, with an error that is retried.
let server: FalseServer;
beforeAll(async () => {
  server = await startFalseServer();
});
afterAll(() => server.stop());

const DEADLINE_MS = 400;
const LATE_MS = 20_000;
const LINE = '\r\n';

describe('a mail server that', () => {
  const hello = `220 mail.example${LINE}`;
  const shapes: Record<string, { greeting?: Buffer | string; answers?: Answers }> = {
    'says nothing': {},
    'sends bytes of any kind': { greeting: bytesOf(3, 500), answers: [bytesOf(4, 100)] },
    'is a web server': { greeting: `HTTP/1.1 400 Bad Request${LINE}${LINE}` },
    'begins and does not go on': { greeting: '220 mail' },
    'sends a line without end': { greeting: `220-${'a'.repeat(3_000_000)}` },
    'sends lines without end': { greeting: `220-${'a'.repeat(500)}${LINE}`.repeat(5000) },
    'sends codes that there are not': { greeting: `999 x${LINE}`, answers: [`-5 x${LINE}`] },
    'says goodbye at once': { greeting: `421 busy${LINE}` },
    'answers without a request': { greeting: `${hello}250 a${LINE}354 b${LINE}`, answers: [`354 c${LINE}`] },
    'offers TLS and sends none': { greeting: hello, answers: [`250-x${LINE}250 STARTTLS${LINE}`, `220 go${LINE}`, bytesOf(5, 500)] },
    'takes the mail and never says so': { greeting: hello, answers: [`250 x${LINE}`, `250 x${LINE}`, `250 x${LINE}`, `354 x${LINE}`, bytesOf(6, 100)] },
  };
  test.each(Object.keys(shapes))('%s: the mail is tried again later', async (name) => {
    const { greeting, answers = [] } = shapes[name] ?? {};
    server.answer(answers, greeting);
    const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}`, from: 'a@example.com', deadlineMilliseconds: DEADLINE_MS });
    const began = performance.now();
    const failure = await transport.send('id', { to: 'b@example.com', subject: 's', text: 't', link: null }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(MailRejected);
    expect(performance.now() - began).toBeLessThan(LATE_MS);
    await transport.stop();
  });
});

describe('a payment provider that', () => {
  const ok = `HTTP/1.1 200 OK${LINE}`;
  const withBody = (body: Buffer | string, ...headers: readonly string[]): Buffer => {
    const bytes = Buffer.from(body as string, 'latin1');
    return Buffer.concat([Buffer.from(`${ok}${headers.map((header) => header + LINE).join('')}content-length: ${bytes.length}${LINE}${LINE}`), bytes]);
  };
  const shapes: Record<string, Buffer | string> = {
    'sends bytes of any kind': bytesOf(7, 500),
    'is a mail server': `220 mail.example${LINE}`,
    'sends headers that are too large': `${ok}${`x-a: ${'b'.repeat(1000)}${LINE}`.repeat(200)}${LINE}`,
    'sends headers without end': `${ok}${`x: y${LINE}`.repeat(300_000)}`,
    'sends chunks that are none': `${ok}transfer-encoding: chunked${LINE}${LINE}zz${LINE}abc`,
    'sends a chunk of endless length': `${ok}transfer-encoding: chunked${LINE}${LINE}ffffffffffffffff${LINE}abc`,
    'sends trailers without end': `${ok}transfer-encoding: chunked${LINE}${LINE}2${LINE}{}${LINE}0${LINE}x: ${'y'.repeat(500_000)}`,
    'has a negative length': `${ok}content-length: -5${LINE}${LINE}{}`,
    'has two lengths': `${ok}content-length: 1${LINE}content-length: 2${LINE}${LINE}{}`,
    'promises more than it sends': `${ok}content-length: 100${LINE}${LINE}{}`,
    'sends a body without end': `${ok}${LINE}${'a'.repeat(5_000_000)}`,
    'sends text that is no UTF-8': withBody(Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80])),
    'sends JSON without an end in sight': withBody(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    'sends a small answer that unpacks to a large one': withBody(gzipSync(Buffer.alloc(20_000_000, 0x20)), 'content-encoding: gzip'),
    'compresses what is not compressed': withBody('abcde', 'content-encoding: br'),
    'says to go on, for ever': `HTTP/1.1 100 Continue${LINE}${LINE}`.repeat(2000),
    'wants another protocol': `HTTP/1.1 101 Switching Protocols${LINE}upgrade: x${LINE}connection: upgrade${LINE}${LINE}`,
    'sends one elsewhere': `HTTP/1.1 302 Found${LINE}location: http://127.0.0.1:1/${LINE}content-length: 0${LINE}${LINE}`,
    'has a status that there is not': `HTTP/1.1 000 X${LINE}${LINE}`,
  };
  test.each(Object.keys(shapes))('%s: the call has not been answered', async (name) => {
    server.answer([shapes[name] ?? '']);
    const began = performance.now();
    const call = providerHttp(DEADLINE_MS).send({ method: 'POST', url: `http://127.0.0.1:${server.port}/pay`, headers: {}, body: '{}', repeatable: true });
    const failure = await call.catch((error: unknown) => error);
    expect([GatewayUnclear, GatewayUnreachable].some((kind) => failure instanceof kind)).toBe(true);
    expect(performance.now() - began).toBeLessThan(LATE_MS);
  });
});
