import { Field, InputType } from 'type-graphql';
import { DateScalar, DateTimeScalar, MoneyScalar } from './scalars.ts';

@InputType({ description: 'Calendar dates from one to another, both included. A side that is missing is open.' })
export class DateRangeInput {
  @Field(() => DateScalar, { nullable: true, description: 'First date of the range.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last date of the range.' })
  to?: string | null;
}

@InputType({ description: 'Instants from one on, before another. A side that is missing is open.' })
export class DateTimeRangeInput {
  @Field(() => DateTimeScalar, { nullable: true, description: 'First instant of the range.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'First instant after the range.' })
  until?: Date | null;
}

@InputType({ description: 'Amounts from one to another, both included, in minor units. A side that is missing is open.' })
export class MoneyRangeInput {
  @Field(() => MoneyScalar, { nullable: true, description: 'Smallest amount of the range.' })
  min?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Largest amount of the range.' })
  max?: number | null;
}
