import { type Language, say } from '@kartukita/card-core/console';
import type { Counter } from '../counter/counter.ts';
import { letterhead } from './receipt.ts';
import { rule, type Slip, text } from './slip.ts';

/** A slip with nothing on it but the names of the organisation and the outlet, to try a printer. */
export function testSlip({ bundle, certificate }: Counter, language: Language): Slip {
  const names = { organisation: bundle.organisationName, outlet: certificate.outlet };
  return { title: 'test', lines: [...letterhead(names), rule, text(say(language, 'slip.test'))] };
}
