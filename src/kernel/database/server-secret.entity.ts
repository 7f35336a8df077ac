import { defineEntity, p } from '@mikro-orm/core';

/** Of the platform: the runtime role has no rights on it. */
const ServerSecretSchema = defineEntity({
  name: 'ServerSecret',
  tableName: 'server_secret',
  properties: {
    name: p.text().primary(),
    /** 32 random bytes, sealed with the vault's key: the database alone does not hold it. */
    sealed: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** A secret that all nodes share and that outlives the keys it is sealed with. */
export class ServerSecret extends ServerSecretSchema.class {}
ServerSecretSchema.setClass(ServerSecret);
