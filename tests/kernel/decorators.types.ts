/**
 * Errors that the type check finds in resolvers and types. `npm run typecheck` reads this file; nothing runs it. A missing
 * error is an error too.
 */
import type { Settings } from '../../src/kernel/fields/settings.ts';
import type { archiveMutations } from '../../src/kernel/graphql/archive.type.ts';
import { Field, FieldResolver, ID, Int, Mutation, Query, Subscription, type ValueOf } from '../../src/kernel/graphql/decorators.ts';
import type { Connection } from '../../src/kernel/lists/page.ts';
import { mutationPayload } from '../../src/kernel/request/command.ts';
import type { Context } from '../../src/kernel/request/context.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../src/kernel/values/scalars.ts';
import type { ParcelType } from '../../src/modules/delivery/parcel-type.entity.ts';
import type { parcelTypes } from '../../src/modules/delivery/parcel-type.ts';
import { SignOutPayload } from '../../src/modules/identity/model/user.type.ts';
import type { KitchenMessage } from '../../src/modules/kitchen/kitchen-feed.ts';
import { KitchenFeedMessage } from '../../src/modules/kitchen/ticket.type.ts';
import type { Order } from '../../src/modules/ordering/model/order.entity.ts';
import { OrderStatus } from '../../src/modules/ordering/model/order.status.ts';
import { OrderType, orderConnection, SetTipPayload } from '../../src/modules/ordering/model/order.type.ts';

const required = { description: 'Field of a test.' };
const nullable = { nullable: true, description: 'Field of a test.' } as const;

declare const ctx: Context;
declare function value<T>(): T;

/** An order with one column by another name, of another type, or without a value. */
type Renamed = Omit<Order, 'customerName'> & { readonly guestName: string | null };
type Retyped = Omit<Order, 'paidAmount'> & { readonly paidAmount: string };
type Emptied = Omit<Order, 'updatedAt'> & { readonly updatedAt: Date | null };
type Opened = Omit<Order, 'status'> & { readonly status: string };

export class Rows {
  @Query(() => OrderType, required)
  entity(): Promise<Order> {
    return value();
  }

  @Query(() => OrderType, nullable)
  entityOrNull(): Promise<Order | null> | null {
    return value();
  }

  @Query(() => [OrderType], required)
  entities(): readonly Order[] {
    return value();
  }

  // @ts-expect-error a column was renamed that the type shows
  @Query(() => OrderType, required)
  renamed(): Promise<Renamed> {
    return value();
  }

  // @ts-expect-error the same in a list
  @FieldResolver(() => [OrderType], required)
  listed(): readonly Renamed[] {
    return value();
  }

  // @ts-expect-error the same in a subscription
  @Subscription(() => OrderType, { ...required, topics: 'none' })
  followed(): Renamed {
    return value();
  }

  // @ts-expect-error a column has another type than the field
  @Query(() => OrderType, required)
  retyped(): Retyped {
    return value();
  }

  // @ts-expect-error a column may be null, and the field may not
  @Query(() => OrderType, required)
  emptied(): Emptied {
    return value();
  }

  // @ts-expect-error a column has values that the enum has not
  @Query(() => OrderType, required)
  opened(): Opened {
    return value();
  }

  // @ts-expect-error the result may be null, and the field may not
  @Query(() => OrderType, required)
  absent(): Promise<Order | null> {
    return value();
  }

  // @ts-expect-error nothing is said of the result
  @Query(() => OrderType, required)
  unknown(): Promise<unknown> {
    return value();
  }

  // @ts-expect-error the list is of something else
  @Query(() => orderConnection.type, required)
  page(): Promise<Connection<Renamed>> {
    return value();
  }

  @Subscription(() => KitchenFeedMessage, { ...required, topics: 'none' })
  feed(): KitchenMessage {
    return value();
  }

  // @ts-expect-error one of the messages is none of the union
  @Subscription(() => KitchenFeedMessage, { ...required, topics: 'none' })
  wrongFeed(): KitchenMessage | { readonly stationId: string } {
    return value();
  }
}

export class Scalars {
  @FieldResolver(() => MeasureScalar, required)
  thousandths(): number {
    return value();
  }

  // @ts-expect-error an amount is a number
  @FieldResolver(() => MoneyScalar, required)
  amount(): string {
    return value();
  }

  // @ts-expect-error an instant is a Date
  @FieldResolver(() => DateTimeScalar, required)
  instant(): string {
    return value();
  }

  // @ts-expect-error an id is a text
  @FieldResolver(() => [ID], required)
  ids(): number[] {
    return value();
  }

  // @ts-expect-error undefined is null for a client
  @FieldResolver(() => Int, required)
  missing(): Promise<number | undefined> {
    return value();
  }
}

export class Payloads {
  // @ts-expect-error the payload has no such field, and lacks its own
  @Mutation(() => SetTipPayload, required)
  setTip() {
    return mutationPayload(ctx, value<() => Promise<Order>>(), (tipped) => ({ tipped }));
  }

  // @ts-expect-error the payload shows another thing
  @Mutation(() => SetTipPayload, required)
  setTipOf() {
    return mutationPayload(ctx, value<() => Promise<ParcelType>>(), (order) => ({ order }));
  }

  setTipAs(): Promise<ValueOf<typeof SetTipPayload>> {
    // @ts-expect-error the same, where the method says what it returns
    return mutationPayload(ctx, value<() => Promise<Renamed>>(), (order) => ({ order }));
  }

  // @ts-expect-error the field is never null, and a failure leaves it out
  @Mutation(() => SignOutPayload, required)
  signOut() {
    return mutationPayload(ctx, value<() => Promise<boolean>>(), (signedOut) => ({ signedOut }));
  }
}

export class Fields {
  @Field(() => String, nullable)
  nullable!: string | null;

  @Field(() => OrderStatus, required)
  status!: OrderStatus;

  @Field(() => MeasureScalar, nullable)
  measureOfInput?: string | null;

  // @ts-expect-error the property has another type than the field
  @Field(() => Int, required)
  count!: string;

  // @ts-expect-error the property may be null, and the field may not
  @Field(() => String, required)
  note!: string | null;

  // @ts-expect-error the field may be null, and the property may not
  @Field(() => String, nullable)
  name!: string;

  // @ts-expect-error the enum has other values
  @Field(() => OrderStatus, required)
  kind!: string;
}

// @ts-expect-error a column was renamed that the field table has
export type RenamedSettings = Settings<Omit<ParcelType, 'fee'> & { price: number }, typeof parcelTypes.fields>;

// @ts-expect-error a column was renamed that the type of what is archived shows
export type RenamedArchive = typeof archiveMutations<Renamed, OrderType>;
