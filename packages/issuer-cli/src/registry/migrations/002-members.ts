/** Complete records of members: what the secretariat keeps beyond name and number. */
export const MEMBERS = ``;
