import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { GatewayMode } from '../model/gateway-account.entity.ts';
import { NotificationOutcome } from '../model/gateway-notification.entity.ts';
import { PaymentMethod } from '../model/payment-method.ts';

registerEnumType(GatewayMode, {
  name: 'GatewayMode',
  description: "Mode of a provider's account: sandbox or real money.",
  valuesConfig: { TEST: { description: 'Sandbox of the provider, which moves no money.' }, LIVE: { description: 'Live account, which moves real money.' } },
});
registerEnumType(NotificationOutcome, {
  name: 'NotificationOutcome',
  description: "Outcome of a provider's notification.",
  valuesConfig: {
    ACCEPTED: { description: 'The payment was checked at the provider.' },
    MISMATCH: { description: 'The notification did not fit its payment; a person has to decide.' },
    UNMATCHED: { description: 'No payment has the reference of the notification.' },
    IGNORED: { description: 'The notification needed no action.' },
  },
});

@Extensions({ guest: false })
@ObjectType('GatewayAccount', {
  implements: Node,
  description: 'An account of the brand with a payment provider. Its secrets can be written and never read.',
  simpleResolvers: true,
})
export class GatewayAccountType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the payment provider, e.g. midtrans.' })
  provider!: string;

  @Field(() => GatewayMode, { description: 'Mode of the account: sandbox or real money.' })
  mode!: GatewayMode;

  @Field(() => [PaymentMethod], { description: 'Payment methods that the account is used for.' })
  methods!: PaymentMethod[];

  @Field(() => Boolean, { description: 'Whether new payments are started with the account. Payments that were started go on.' })
  active!: boolean;

  @Field(() => Int, { description: shared.version })
  version!: number;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

@Extensions({ guest: false })
@ObjectType({ description: 'A payment provider that this server can be set up with.', simpleResolvers: true })
export class PaymentProvider {
  @Field(() => String, { description: 'Name of the payment provider, e.g. midtrans.' })
  name!: string;

  @Field(() => [PaymentMethod], { description: 'Payment methods that the provider can take.' })
  methods!: PaymentMethod[];

  @Field(() => [String], { description: 'Names of the secrets that an account needs.' })
  neededCredentials!: readonly string[];

  @Field(() => [String], { description: 'Names of the secrets that an account may have.' })
  optionalCredentials!: readonly string[];
}

@InputType({ description: 'A secret of an account with a payment provider.' })
export class CredentialInput {
  @Field(() => String, { description: 'Name of the secret, one of neededCredentials and optionalCredentials of paymentProviders.' })
  name!: string;

  @Field(() => String, { description: 'Value of the secret, 1 to 2000 characters. It is stored encrypted; no query ever answers it.' })
  value!: string;
}

@InputType({ description: 'An account with a payment provider to set up or change. Fields that are not sent stay as they are.' })
export class SetGatewayAccountInput {
  @Field(() => String, { description: 'Name of the payment provider, one of paymentProviders.' })
  provider!: string;

  @Field(() => Int, { nullable: true, description: 'Version that the client saw; the command is refused with STALE_VERSION when the account has another.' })
  version?: number | null;

  @Field(() => GatewayMode, { nullable: true, description: 'Mode of the account; default for a new account: TEST.' })
  mode?: GatewayMode | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'Payment methods that the account is used for, 1 to 10; required for a new account.' })
  methods?: PaymentMethod[] | null;

  @Field(() => [CredentialInput], { nullable: true, description: 'Secrets to set, at most 10; a secret of the same name is replaced.' })
  credentials?: CredentialInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True: new payments are started with the account. Default for a new account: true.' })
  active?: boolean | null;
}

export const SetGatewayAccountPayload = payloadType('SetGatewayAccount', { account: () => GatewayAccountType });

@Extensions({ guest: false })
@ObjectType('GatewayNotification', {
  implements: Node,
  description: 'A notification of a payment provider, checked and stored before it was answered.',
  simpleResolvers: true,
})
export class GatewayNotificationType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the payment provider that sent it.' })
  provider!: string;

  @Field(() => String, { description: 'Type of the notification, as the provider names it.' })
  type!: string;

  @Field(() => NotificationOutcome, { description: 'Outcome of the notification.' })
  outcome!: NotificationOutcome;

  @Field(() => ID, { nullable: true, description: 'UUID of the payment whose state it reported; null when there is none.' })
  paymentId!: string | null;

  @Field(() => DateTimeScalar, { description: 'Instant at which the notification arrived.' })
  receivedAt!: Date;
}

@InputType({ description: 'Conditions for a list of notifications; a notification meets all that are set.' })
export class GatewayNotificationFilter {
  @Field(() => String, { nullable: true, description: 'Notifications of this payment provider, one of paymentProviders.' })
  provider?: string | null;

  @Field(() => NotificationOutcome, { nullable: true, description: 'Notifications with this outcome.' })
  outcome?: NotificationOutcome | null;
}

export const notificationConnection = connectionTypes(() => GatewayNotificationType, {
  name: 'GatewayNotification',
  one: 'A notification',
  page: 'A page of notifications of payment providers, newest first.',
});
