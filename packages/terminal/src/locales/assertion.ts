/** What is said of membership assertions. */
export const en = {
  'detail.assertion-over': 'The proof is over. Ask for the card again',
  'assert.made':
    'Member {{member}} is asserted until {{until}}. Hand the text above to the system that asked for it.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'detail.assertion-over': 'Buktinya sudah lewat. Minta kartunya lagi',
  'assert.made':
    'Keanggotaan {{member}} dinyatakan sampai {{until}}. Serahkan teks di atas kepada sistem yang memintanya.',
};
