import { type Command, Help, type HelpConfiguration, type Option } from 'commander';
import { type Language, languageOf } from './sentences.ts';

/** Help is written in English beside each command; here stands what it says in Indonesian, by the English text. */
const INDONESIAN = new Map<string, string>([
  ['Usage:', 'Pemakaian:'],
  ['Arguments:', 'Isian:'],
  ['Options:', 'Pilihan:'],
  ['Global Options:', 'Pilihan umum:'],
  ['Commands:', 'Perintah:'],
  ['Example:', 'Contoh:'],
  ['output the version number', 'menampilkan nomor versi'],
  ['display help for command', 'menampilkan bantuan ini'],
  ['data folder', 'folder data'],
  ['file with the passphrase', 'berkas berisi frasa sandi'],
  [
    'one JSON document on standard output, everything else on standard error',
    'satu dokumen JSON di keluaran standar, yang lain di keluaran galat',
  ],
  ['language of what people are told', 'bahasa pesan bagi orang'],
]);

/** Adds what an application's commands and options are called in Indonesian, by what they are called in English. */
export function addHelpWords(words: Readonly<Record<string, string>>): void {
  for (const [english, indonesian] of Object.entries(words)) INDONESIAN.set(english, indonesian);
}

/** A text of help in a language; in English where nobody has said it in the other. */
export function helpIn(language: Language, text: string): string {
  return language === 'id' ? (INDONESIAN.get(text) ?? text) : text;
}

/** What commander adds behind an option. */
const EXTRAS: readonly (readonly [RegExp, string])[] = [
  [/\(choices: /, '(salah satu: '],
  [/([(,] ?)default: /, '$1bila tidak disebut: '],
  [/([(,] ?)preset: /, '$1tanpa isi: '],
  [/([(,] ?)env: /, '$1variabel: '],
];

/** Help in the language asked for on the command line, else in that of the environment. */
export function helpConfiguration(root: () => Command): HelpConfiguration {
  const told = (text: string) => helpIn(languageAskedFor(root()), text);
  const plain = new Help();
  return {
    showGlobalOptions: true,
    commandDescription: (command) => told(plain.commandDescription(command)),
    subcommandDescription: (command) => told(plain.subcommandDescription(command)),
    argumentDescription: (argument) => told(plain.argumentDescription(argument)),
    optionDescription: (option: Option) => {
      const described = plain.optionDescription(option);
      const translated = told(option.description);
      if (translated === option.description) return described;
      const extra = described.slice(option.description.length);
      return (
        translated + EXTRAS.reduce((text, [english, indonesian]) => text.replace(english, indonesian), extra)
      );
    },
    styleTitle: told,
  };
}

/** The line above the example of a command, which stands in a text of its own. */
export function helpOutput(root: () => Command, text: string): string {
  return text.replace(/^Examples?:$/m, helpIn(languageAskedFor(root()), 'Example:'));
}

/** Commander may not have come to `--lang` when help is asked for. */
function languageAskedFor(program: Command): Language {
  const { rawArgs } = program as Command & { readonly rawArgs: readonly string[] };
  const typed = /(?:^|\0)--lang[=\0](en|id)(?:\0|$)/.exec(rawArgs.join('\0'))?.[1];
  const asked = typed ?? process.env.KARTU_LANG;
  return asked === 'en' || asked === 'id' ? asked : languageOf(process.env);
}
