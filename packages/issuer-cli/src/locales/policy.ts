/** What the secretariat is told of what counters may do without asking. */
export const en = {
  'policy.max-balance': 'a card may hold',
  'policy.max-sale': 'one sale',
  'policy.max-topup': 'one top-up',
  'policy.max-per-day': 'spent by one card at one counter in a day',
  'policy.pin-above': 'above it a sale asks for the member’s PIN',
  'policy.pin-off': 'never asked for',
  'policy.head.what': 'Limit',
  'policy.head.amount': 'Amount',
  'policy.set': 'Counters hear of it with their next bundle: kartu-issuer terminal bundle NUMBER.',
  'detail.policy-nothing': 'Say what is to change, for example --ask-pin-above 200000.',
  'detail.policy-limit': 'No sale and no top-up is above what a card may hold, {{max}}.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'policy.max-balance': 'isi sebuah kartu',
  'policy.max-sale': 'satu penjualan',
  'policy.max-topup': 'satu kali isi saldo',
  'policy.max-per-day': 'belanja satu kartu di satu gerai dalam sehari',
  'policy.pin-above': 'di atasnya penjualan meminta PIN anggota',
  'policy.pin-off': 'tidak pernah diminta',
  'policy.head.what': 'Batas',
  'policy.head.amount': 'Jumlah',
  'policy.set': 'Gerai mengetahuinya dari bundel berikutnya: kartu-issuer terminal bundle NOMOR.',
  'detail.policy-nothing': 'Sebutkan yang diubah, misalnya --ask-pin-above 200000.',
  'detail.policy-limit': 'Penjualan dan isi saldo tidak boleh di atas isi sebuah kartu, {{max}}.',
};
