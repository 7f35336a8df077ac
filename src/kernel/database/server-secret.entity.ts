import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp } from './tenant-owned.ts';

/** A table of the platform: the runtime role has no rights on it. */
const ServerSecretSchema = defineEntity({
  name: 'ServerSecret',
  tableName: 'server_secret',
  properties: {
    name: p.text().primary(),
    /** 32 random bytes, sealed with the vault's key: the database alone does not reveal them. */
    sealed: p.text(),
    ...creationStamp,
  },
});

/** A secret that all nodes share. It stays the same when the keys that seal it change. */
export class ServerSecret extends ServerSecretSchema.class {}
ServerSecretSchema.setClass(ServerSecret);
