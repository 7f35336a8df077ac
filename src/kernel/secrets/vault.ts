import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of the vault: 256 bits, and the name by which sealed texts refer to it. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Encrypts texts for the database, so that a reader of the database or of a backup cannot read them. */
export interface Vault {
  /** Whether sealed texts open after a restart, and on other nodes: false with a key that was made for this start only. */
  readonly lasts: boolean;
  /** `belongsTo` names the owner of the text, e.g. tenant and account: moved to another row the text does not open. */
  seal(text: string, belongsTo: string): string;
  /** @throws Error when the key is unknown, or the text was changed or has another owner */
  open(sealed: string, belongsTo: string): string;
  /** Whether a text was sealed with the newest key. */
  isCurrent(sealed: string): boolean;
}

/** AES-256-GCM. The first key seals, every key opens, so that keys can be replaced one after the other. */
export function makeVault(keys: readonly VaultKey[], lasts = true): Vault {
  const [newest] = keys;
  if (!newest) throw new Error('a vault needs a key');
  return {
    lasts,
    seal(text, belongsTo) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(belongsTo));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [newest.id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed, belongsTo) {
      const [id, iv = '', tag = '', data = ''] = sealed.split('.');
      const found = keys.find((key) => key.id === id);
      if (!found) throw new Error(`sealed with the key ${id}, which is not configured`);
      const decipher = createDecipheriv('aes-256-gcm', found.key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
        .setAAD(Buffer.from(belongsTo))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8');
    },
    isCurrent: (sealed) => sealed.startsWith(`${newest.id}.`),
  };
}
