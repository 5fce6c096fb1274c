import { KartuError } from '@kartukita/card-core';
import type { Context } from '../context.ts';
import { requireSecondPerson, type SecondPersonOptions } from '../operators/second-person.ts';

/** From this amount on nobody pays out alone, whole rupiah. */
export const SECOND_PERSON_FROM_RUPIAH = 1_000_000;

/** A second person, also where no operators are registered: then by the names typed. Throws `not-permitted`, … */
export async function needSecondPerson(context: Context, options: SecondPersonOptions): Promise<string> {
  const second = await requireSecondPerson(context, options, 'money.approve');
  if (second !== undefined) return second;
  throw new KartuError('not-permitted', 'a second person has to approve this', {
    details: { what: 'value-second', rupiah: SECOND_PERSON_FROM_RUPIAH },
  });
}
