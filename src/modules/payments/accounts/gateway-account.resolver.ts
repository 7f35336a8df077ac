import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { GatewayAccount } from '../model/gateway-account.entity.ts';
import type { GatewayNotification } from '../model/gateway-notification.entity.ts';
import type { Payment } from '../model/payment.entity.ts';
import { paymentsById } from '../model/payment.repository.ts';
import { PaymentType } from '../model/payment.type.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import { notifyPath } from './account.ts';
import { findGatewayAccounts, findNotifications, startableMethods } from './gateway-account.repository.ts';
import {
  GatewayAccountType,
  GatewayNotificationFilter,
  GatewayNotificationType,
  notificationConnection,
  PaymentProvider,
  SetGatewayAccountInput,
  SetGatewayAccountPayload,
} from './gateway-account.type.ts';
import { providersOf, secretNames, setGatewayAccount } from './set-gateway-account.ts';

@Resolver(() => GatewayAccountType)
export class GatewayAccountResolver {
  @Mutation(() => SetGatewayAccountPayload, { description: "Sets up the brand's account with a payment provider, or changes it. TENANT_OWNER." })
  @Authorized('MANAGE_GATEWAYS')
  setGatewayAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => SetGatewayAccountInput) input: SetGatewayAccountInput,
  ): Promise<ValueOf<typeof SetGatewayAccountPayload>> {
    const run = (): Promise<GatewayAccount> => setGatewayAccount(ctx, input);
    return command(ctx, { field: 'setGatewayAccount', input, of: GatewayAccount, run, payload: (account) => ({ account }) });
  }

  @Query(() => [GatewayAccountType], { description: 'Accounts of the brand with payment providers, by name; at most one for each provider. TENANT_OWNER.' })
  @Authorized('MANAGE_GATEWAYS')
  gatewayAccounts(@Ctx() ctx: Context): Promise<GatewayAccount[]> {
    return findGatewayAccounts(ctx);
  }

  @Query(() => [PaymentProvider], { description: 'Payment providers that this server can be set up with. TENANT_OWNER.' })
  @Authorized('MANAGE_GATEWAYS')
  paymentProviders(@Ctx() ctx: Context): PaymentProvider[] {
    return providersOf(ctx);
  }

  @Query(() => [PaymentMethod], { description: "Methods that a payment can be started with in the brand's currency; cash is taken at the till. Guests." })
  @Authorized('ORDER_BY_TOKEN')
  paymentMethods(@Ctx() ctx: Context): Promise<PaymentMethod[]> {
    return startableMethods(ctx);
  }

  @Query(() => notificationConnection.type, { description: 'Notifications that payment providers sent, newest first. first: 1 to 100. TENANT_OWNER.' })
  @Authorized('MANAGE_GATEWAYS')
  gatewayNotifications(
    @Ctx() ctx: Context,
    @Arg('filter', () => GatewayNotificationFilter, { nullable: true, description: shared.filter }) filter: GatewayNotificationFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<GatewayNotification>> {
    return findNotifications(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => [String], { description: 'Names of the stored secrets of the account. Their values are never answered.' })
  credentialNames(@Root() account: GatewayAccount, @Ctx() ctx: Context): Promise<string[]> {
    return secretNames(ctx, account);
  }

  @FieldResolver(() => String, { description: 'Path on the address of this server that the provider must send its notifications to.' })
  notifyPath(@Root() account: GatewayAccount): string {
    return notifyPath(account.provider, account.tenantId);
  }
}

@Resolver(() => GatewayNotificationType)
export class GatewayNotificationResolver {
  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: 'The payment that the notification is about; null when it is about no payment of the brand.',
  })
  payment(@Root() { paymentId }: GatewayNotification, @Ctx() ctx: Context): Promise<Payment | null> | null {
    return paymentId == null ? null : paymentsById(ctx).load(paymentId);
  }
}
