import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { DateScalar, DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { Channel, ConfirmOn } from '../model/channel.ts';

@InputType({ description: 'One opening interval of the week, in local time of the outlet.' })
export class OpeningHoursInput {
  @Field(() => Int, { description: 'ISO weekday: 1 is Monday, 7 is Sunday.' })
  day!: number;

  @Field(() => String, { description: 'Opening time as HH:MM, 00:00 to 23:59.' })
  opens!: string;

  @Field(() => String, { description: 'Closing time as HH:MM, 00:00 to 24:00; a time at or before `opens` is on the next day.' })
  closes!: string;
}

@InputType({ description: 'One opening interval of an exceptional day.' })
export class OpeningIntervalInput {
  @Field(() => String, { description: 'Opening time as HH:MM, 00:00 to 23:59.' })
  opens!: string;

  @Field(() => String, { description: 'Closing time as HH:MM, 00:00 to 24:00; a time at or before `opens` is on the next day.' })
  closes!: string;
}

@InputType({ description: 'A date whose hours differ from those of the week.' })
export class OpeningExceptionInput {
  @Field(() => DateScalar, { description: 'Date in the time zone of the outlet.' })
  date!: string;

  @Field(() => [OpeningIntervalInput], { description: 'Opening intervals of the day, at most 10; an empty list: closed all day.' })
  intervals!: OpeningIntervalInput[];

  @Field(() => String, { nullable: true, description: 'Reason for guests, e.g. the name of a holiday; at most 120 characters.' })
  reason?: string | null;
}

@InputType({ description: 'Opening hours of an outlet. Fields that are not sent stay as they are.' })
export class SetOpeningHoursInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => [OpeningHoursInput], { nullable: true, description: 'Intervals of the whole week, at most 50; null: always open.' })
  weekly?: OpeningHoursInput[] | null;

  @Field(() => [OpeningExceptionInput], { nullable: true, description: 'Exceptions from the week in place of the present ones, at most 100.' })
  exceptions?: OpeningExceptionInput[] | null;
}

@InputType({ description: 'Stops taking orders of a channel for a while. Exactly one of until and minutes.' })
export class PauseChannelInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => Channel, { description: 'Channel to pause.' })
  channel!: Channel;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it takes orders again by itself; in the future by the server's clock." })
  until?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes from now after which it takes orders again by itself, 1 to 10080 (a week); the clock of the device does not count.',
  })
  minutes?: number | null;
}

@InputType({ description: 'A paused channel that takes orders again.' })
export class ResumeChannelInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => Channel, { description: 'Channel to resume.' })
  channel!: Channel;
}

@InputType({ description: 'Time at which the orders of a channel go to the kitchen.' })
export class SetConfirmOnInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => Channel, { description: 'Channel of the orders.' })
  channel!: Channel;

  @Field(() => ConfirmOn, { description: 'Time at which orders that are placed from now on go to the kitchen.' })
  confirmOn!: ConfirmOn;
}
