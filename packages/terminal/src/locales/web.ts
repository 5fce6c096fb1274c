/** What `serve` says on the command line; what the screen says stands in screen/src/words. */
export const en = {
  'serve.building': 'Building the screen (once after each change).',
  'serve.at': 'The counter’s screen is at {{url}} — on this computer alone. Ctrl+C ends it.',
  'serve.stopping': 'Stopping. A tap that is under way comes to its end first.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'serve.building': 'Menyusun layar (sekali setelah tiap perubahan).',
  'serve.at': 'Layar kasir ada di {{url}} — hanya di komputer ini. Ctrl+C untuk mengakhiri.',
  'serve.stopping': 'Berhenti. Tempelan yang sedang berjalan diselesaikan dahulu.',
};
