import { NotificationRefused } from './gateway.ts';
import type { ProviderAnswer } from './provider-http.ts';

/** What a provider says, in whatever fields it has. */
export type JsonObject = ProviderAnswer['body'];

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The object that a notification is. @throws NotificationRefused */
export function notificationBody(raw: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // Said below, without the text.
  }
  throw new NotificationRefused(400, 'It is no JSON object.');
}
