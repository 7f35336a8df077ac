import { NotificationRefused } from './gateway.ts';
import type { ProviderAnswer } from './provider-http.ts';

/** An object from a provider; its fields are not checked. */
export type JsonObject = ProviderAnswer['body'];

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Parses a notification's body as a JSON object. @throws NotificationRefused */
export function notificationBody(raw: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // The error below does not include the text.
  }
  throw new NotificationRefused(400, 'It is no JSON object.');
}
