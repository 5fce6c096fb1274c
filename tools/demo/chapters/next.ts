import { languageOf } from '../../../packages/card-core/src/console/index.ts';
import type { DemoFolder, Part } from '../folder.ts';
import { BREAK, type Telling } from '../telling.ts';
import type { Holder } from './office.ts';

/** Chapter 11: every command works as it is printed, in the project's folder and in this order. */
export function whatNext(
  telling: Telling,
  folder: DemoFolder,
  holders: readonly Holder[],
  tornAtExchange: number,
): void {
  const [first, second] = holders as [Holder, Holder];
  const command = (program: 'issuer' | 'terminal', data: Part, rest: string) =>
    `npm run --silent ${program} -- --data ${quoted(folder.shown(data))}${BREAK}${rest}`;
  const issuer = (rest: string) => command('issuer', 'organisation', rest);
  const counter = (rest: string) => command('terminal', 'counter1', rest);
  const on = ({ themeId }: Holder, options = '') =>
    `--reader ${quoted(`virtual:${folder.shown('cards', `${themeId}.nfc`)}${options}`)}`;

  telling.chapter('next.head');
  telling.paragraph('next.about');
  const speaksOtherwise = languageOf(process.env) !== telling.language;
  telling.commands(
    undefined,
    `export KARTU_PASSPHRASE_FILE=${quoted(folder.shown('passphrase'))}`,
    ...(speaksOtherwise ? [`export KARTU_LANG=${telling.language}`] : []),
  );
  telling.commands(telling.say('next.balance', { name: first.firstName }), counter(`balance ${on(first)}`));
  telling.commands(
    telling.say('next.sale'),
    counter(`sale 7.500 ${on(first)}`),
    counter(`history ${on(first)}`),
  );
  const torn = on(second, `,tear=${tornAtExchange}:half`);
  telling.commands(telling.say('next.torn', { name: second.firstName }), counter(`sale 5.000 ${torn}`));
  telling.commands(telling.say('next.again'), counter('resolve'), counter(`sale 5.000 ${on(second)}`));
  telling.commands(telling.say('next.verify'), counter('verify'));
  telling.commands(
    telling.say('next.screen'),
    counter(`serve --virtual-tray ${quoted(folder.shown('cards'))}`),
  );
  telling.commands(
    telling.say('next.office'),
    issuer('member list'),
    issuer(`member show ${first.memberNumber}`),
    issuer(`card verify ${on(first)}`),
  );
  telling.commands(
    telling.say('next.card'),
    'npm run --silent issuer -- --help',
    'npm run --silent terminal -- --help',
  );
  telling.paragraph('next.end', { folder: folder.name });
}

/** As a POSIX shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
