import { Reference, WrappedEntity } from '@mikro-orm/core';

/** The library recognises its references by this symbol. */
const MARK = Symbol.for('@mikro-orm/core/Reference');
/** What the library itself has. */
const OWN_ID = Object.getOwnPropertyDescriptor(Reference.prototype, 'id');
const ownToReference = WrappedEntity.prototype.toReference;

/**
 * Makes references to entities without accessors of their own. The library gives each reference its own getter for the
 * primary key. V8 keeps such a getter in a hidden class of the old generation, which holds the reference, and with it
 * everything that its entity manager has read, until the next full collection. Every order that was read would live for
 * seconds, and its collection would then stop the server for a moment (docs/adr/0019). Our references share one getter of
 * their class.
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

/** As the library makes them: the way out. */
export function restoreReferences(): void {
  if (OWN_ID) Object.defineProperty(Reference.prototype, 'id', OWN_ID);
  else Reflect.deleteProperty(Reference.prototype, 'id');
  WrappedEntity.prototype.toReference = ownToReference;
}

function referenceTo(entity: object): object {
  const reference = Object.assign(Object.create(Reference.prototype), { entity, property: undefined });
  Object.defineProperty(reference, MARK, { value: true });
  reference.set(entity);
  return reference;
}
