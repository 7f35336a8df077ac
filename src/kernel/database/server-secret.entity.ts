import { defineEntity, p } from '@mikro-orm/core';

/** A table of the platform: the runtime role has no rights on it. */
const ServerSecretSchema = defineEntity({
  name: 'ServerSecret',
  tableName: 'server_secret',
  properties: {
    name: p.text().primary(),
    /** 32 random bytes, sealed with the vault's key: the database alone does not reveal them. */
    sealed: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** A secret that all nodes share. It stays the same when the keys that seal it change. */
export class ServerSecret extends ServerSecretSchema.class {}
ServerSecretSchema.setClass(ServerSecret);
