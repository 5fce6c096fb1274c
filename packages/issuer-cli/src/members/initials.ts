/**
 * What the customer's screen at a counter may show of a name: the first letters of its first and its last word, in
 * capitals. Enough to see that it is one's own card, too little to learn a name from. Empty where there is no letter.
 */
export function initialsOf(name: string): string {
  const firsts = name
    .normalize('NFC')
    .split(/\s+/u)
    .flatMap((word) => /\p{L}/u.exec(word)?.[0] ?? []);
  const letters = firsts.length > 1 ? [firsts[0]!, firsts.at(-1)!] : firsts;
  // Some letters are two in capitals; the first of them stands for both.
  return letters.map((letter) => [...letter.toUpperCase()][0]!).join('');
}

/** The cards of all members by their initials, as a reply tells them. */
export function cardsByInitials(
  holders: readonly { readonly serial: number; readonly name: string }[],
): [initials: string, serials: number[]][] {
  const cards = new Map<string, number[]>();
  for (const { serial, name } of holders) {
    const initials = initialsOf(name);
    if (initials === '') continue;
    const serials = cards.get(initials);
    if (serials) serials.push(serial);
    else cards.set(initials, [serial]);
  }
  return [...cards];
}
