import { createClient } from 'graphql-ws';
import { resuming } from './resuming.mjs';

/** `headers` gives { authorization } or { 'x-tenant-id' }; it is asked each time the client connects. */
export function makeClient({ url, headers, ...options }) {
  const shouldRetry = ({ code }) => code !== 4403;
  return resuming(createClient({ url, connectionParams: headers, shouldRetry, ...options }));
}
