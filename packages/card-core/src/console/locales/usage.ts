/** What is wrong with a command line. */
export const en = {
  'usage.error': 'error',
  'usage.help': '(add --help for the options and an example)',
  'detail.command-help': 'Say which command: the words end with a group of them.',
  'detail.command-unknown-option-meant': "unknown option '{{name}}' (did you mean {{meant}}?)",
  'detail.command-unknown-command-meant': "unknown command '{{name}}' (did you mean {{meant}}?)",
  'detail.command-unknown-option': "unknown option '{{name}}'",
  'detail.command-unknown-command': "unknown command '{{name}}'",
  'detail.command-missing-argument': "missing required argument '{{name}}'",
  'detail.command-option-missing-argument': "option '{{name}}' argument missing",
  'detail.command-missing-mandatory-option-value': "required option '{{name}}' not specified",
  'detail.command-conflicting-option': "option '{{name}}' cannot be used with option '{{other}}'",
  'detail.command-excess-arguments': 'too many arguments. Expected {{expected}} but got {{count}}.',
  'detail.command-invalid-argument':
    "option '{{name}}' argument '{{other}}' is invalid. Allowed choices are {{choices}}.",
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'usage.error': 'galat',
  'usage.help': '(tambahkan --help untuk pilihan dan contohnya)',
  'detail.command-help': 'Sebutkan perintahnya: kata-kata ini baru menyebut kelompoknya.',
  'detail.command-unknown-option-meant': "pilihan '{{name}}' tidak dikenal (maksudnya {{meant}}?)",
  'detail.command-unknown-command-meant': "perintah '{{name}}' tidak dikenal (maksudnya {{meant}}?)",
  'detail.command-unknown-option': "pilihan '{{name}}' tidak dikenal",
  'detail.command-unknown-command': "perintah '{{name}}' tidak dikenal",
  'detail.command-missing-argument': "'{{name}}' belum disebutkan",
  'detail.command-option-missing-argument': "pilihan '{{name}}' belum diberi isi",
  'detail.command-missing-mandatory-option-value': "pilihan '{{name}}' harus diberikan",
  'detail.command-conflicting-option': "pilihan '{{name}}' tidak dapat dipakai bersama pilihan '{{other}}'",
  'detail.command-excess-arguments':
    'terlalu banyak kata. Yang diperlukan {{expected}}, yang ditulis {{count}}.',
  'detail.command-invalid-argument':
    "isi '{{other}}' untuk pilihan '{{name}}' tidak sah. Pilihannya {{choices}}.",
};
