/** What is said of membership assertions. */
export const en = {
  'assert.made':
    'Member {{member}} is asserted until {{until}}. Hand the text above to the system that asked for it.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'assert.made':
    'Keanggotaan {{member}} dinyatakan sampai {{until}}. Serahkan teks di atas kepada sistem yang memintanya.',
};
