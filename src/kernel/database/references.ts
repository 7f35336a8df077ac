import { Reference, WrappedEntity } from '@mikro-orm/core';

/** By which the library knows its references. */
const MARK = Symbol.for('@mikro-orm/core/Reference');

/**
 * Makes references to entities without accessors of their own. The library gives each a getter of its own for the
 * primary key, and V8 keeps such a getter in a hidden class of the old generation, which holds on to the reference and
 * with it to everything that its entity manager has read, until all memory is collected: every order that was read would
 * live for seconds and then stop the server for a moment (docs/adr/0019). Ours have the one getter of their class.
 */
export function lightenReferences(): void {
  Object.defineProperty(Reference.prototype, 'id', {
    configurable: true,
    get(this: Reference<{ readonly id: string }>) {
      return this.unwrap().id;
    },
  });
  WrappedEntity.prototype.toReference = function (this: { entity: object; __reference?: object }) {
    this.__reference ??= referenceTo(this.entity);
    return this.__reference as never;
  };
}

function referenceTo(entity: object): object {
  const reference = Object.assign(Object.create(Reference.prototype), { entity, property: undefined });
  Object.defineProperty(reference, MARK, { value: true });
  reference.set(entity);
  return reference;
}
