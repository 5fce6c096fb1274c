/**
 * Who may do what, as data. A new command adds one row to {@link COMMANDS}; test/operators-permissions.test.ts holds
 * the table to the commands that exist. Pure.
 */

export const ROLES = ['secretariat', 'chair', 'treasurer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Each kind of change, and the roles that may make it. An auditor makes none. */
export const TASKS = {
  /** Members: their records, states and imports. */
  members: ['secretariat'],
  /** Personal data leave the house. */
  'members.export': ['secretariat', 'chair'],
  /** Numbers are asked for, given up, put up for auction. */
  numbers: ['secretariat'],
  /** By somebody else than who asked. */
  'numbers.approve': ['chair'],
  /** Cards: ordered, printed, issued, handed over, blocked, replaced. */
  cards: ['secretariat'],
  /** A lost card must not wait for one person. */
  'cards.block': ['secretariat', 'chair', 'treasurer'],
  /** Counters and what they are sent. */
  terminals: ['secretariat'],
  'terminals.revoke': ['secretariat', 'chair'],
  /** The organisation's keys. */
  keys: ['chair'],
  /** What cannot be undone: a second person, who is a chair. */
  'keys.approve': ['chair'],
  backups: ['secretariat', 'chair', 'treasurer'],
  /** Payments, books, settlement, credits, dues. */
  money: ['treasurer'],
  /** By somebody else than who proposed. */
  'money.approve': ['chair', 'treasurer'],
  /** Prices, limits and other rules of the organisation. */
  rules: ['chair'],
  /** Operators; unless a chair does it, a chair has to approve. */
  operators: ['chair', 'secretariat'],
  'operators.approve': ['chair'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Task = keyof typeof TASKS;

/**
 * What a command needs once operators are registered.
 * `open`: nobody; it reads nothing of members and changes nothing in the registry.
 * `own`: it looks after that itself.
 * `read`: any operator; it changes nothing in the registry.
 * Else the task that it is: an operator with one of its roles.
 */
export type Access = 'open' | 'own' | 'read' | Task;

/** `needs` where the option of this name (as commander writes it: `refuseAll`) or an operand is given, else `plain`. */
export interface AccessByUse {
  readonly plain: Access;
  readonly when: string;
  readonly needs: Access;
}

/** By the words of the command. */
export const COMMANDS: Readonly<Record<string, Access | AccessByUse>> = {
  init: 'open',
  'member add': 'members',
  'member list': 'read',
  'member show': 'read',
  'member search': 'read',
  'member edit': 'members',
  'member state': 'members',
  'member duplicates': 'read',
  'member merge': 'members',
  'member import': 'members',
  'member imports': 'read',
  'member export': { plain: 'read', when: 'output', needs: 'members.export' },
  'member exports': 'read',
  'audit show': 'read',
  'operator login': 'own',
  'operator logout': 'own',
  'operator passphrase': 'own',
  'operator add': 'operators',
  'operator edit': 'operators',
  'operator disable': 'operators',
  'operator enable': 'operators',
  'operator reset': 'operators',
  'operator recover': 'own',
  'operator list': 'read',
  'number quote': 'read',
  'number potential': 'read',
  'number history': 'read',
  'number request': 'numbers',
  'number pay': 'money',
  'number approve': 'numbers.approve',
  'number cancel': 'numbers',
  'number refund': 'money',
  'number card-back': 'numbers',
  'number rules': { plain: 'read', when: 'operand', needs: 'rules' },
  'policy show': 'read',
  'policy set': 'rules',
  'auction open': 'numbers',
  'auction bid': 'numbers',
  'auction show': 'read',
  'auction close': 'numbers',
  'auction award': 'numbers.approve',
  'auction cancel': 'numbers',
  'books trial-balance': 'read',
  'books show': 'read',
  'books export': 'read',
  'books correct': 'money',
  'report circulation': 'read',
  'report contribution': 'read',
  'report outlets': 'read',
  'report merchants': 'read',
  'report float': 'read',
  'report cases': 'read',
  'report page': 'members.export',
  'report limit': { plain: 'read', when: 'operand', needs: 'rules' },
  'member photo': { plain: 'read', when: 'focus', needs: 'members' },
  'theme list': 'open',
  'theme new': 'open',
  'theme check': 'open',
  'theme preview': 'open',
  'theme install': 'cards',
  'printer set': 'cards',
  'printer list': 'read',
  'printer remove': 'cards',
  'card issue': 'cards',
  'card verify': 'read',
  'card recover': 'cards',
  'card renew': 'cards',
  'card list': 'read',
  'card discard': 'cards',
  'card order': 'cards',
  'card hand-over': 'cards',
  'card activate': 'cards',
  'card lost': 'cards.block',
  'card damaged': 'cards.block',
  'card retire': 'cards',
  'card block': 'cards.block',
  'card unblock': 'cards',
  'card expire': { plain: 'cards', when: 'within', needs: 'read' },
  'card life': 'read',
  'card replace': 'cards',
  'card partner': 'cards',
  'batch create': 'cards',
  'batch print': 'cards',
  'batch encode': 'cards',
  'batch reprint': 'cards',
  'batch list': 'read',
  'batch show': 'read',
  'batch report': 'read',
  'batch close': 'cards',
  'card inspect': 'read',
  'card new': 'open',
  'card convert': 'open',
  'card present': 'open',
  print: 'cards',
  'credit import': { plain: 'money', when: 'dryRun', needs: 'read' },
  'credit approve': 'money.approve',
  'credit cancel': 'money',
  'credit paid': 'money',
  'credit move': 'money',
  'credit list': 'read',
  'credit show': 'read',
  'card value': { plain: 'read', when: 'holdDays', needs: 'money' },
  'card release-value': 'money',
  'card pay-out': 'money',
  'merchant list': 'read',
  'merchant pay': 'money',
  'merchant statement': 'read',
  'dues open': 'money',
  'dues list': 'read',
  'dues arrears': 'read',
  'event add': 'money',
  'event list': 'read',
  'event close': 'money',
  'settle import': 'money',
  'settle reply': 'money',
  'settle status': 'read',
  'settle verify': 'money',
  'cases list': 'read',
  'cases show': 'read',
  'cases close': 'money',
  'terminal enrol': 'terminals',
  'terminal bundle': 'terminals',
  'terminal list': 'read',
  'keys list': 'read',
  'keys rotate': 'keys',
  'keys export-organisation': 'keys',
  'keys export-public': 'read',
  'keys export-ca': 'keys',
  'keys export-jwks': 'read',
  'keys backup': 'backups',
  'keys restore': 'open',
  'keys revoke': 'terminals.revoke',
  'reader list': 'open',
  'clock accept': 'rules',
  doctor: 'open',
  apdu: 'open',
  diagnose: 'open',
  completion: 'open',
  complete: 'open',
};

/** Where a command is missing, for whoever added it. */
export const NO_ROW = 'add its row to COMMANDS in packages/issuer-cli/src/operators/permissions.ts';

/** What a command as it was given needs. Throws an Error for one without a row: it must not run unguarded. */
export function accessOf(
  command: string,
  options: Readonly<Record<string, unknown>>,
  operands: readonly unknown[],
): Access {
  const row = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (row === undefined) throw new Error(`"${command}" says nowhere who may use it: ${NO_ROW}`);
  if (typeof row === 'string') return row;
  const given = row.when === 'operand' ? operands.find((each) => each !== undefined) : options[row.when];
  return given === undefined || given === false ? row.plain : row.needs;
}

export function isTask(access: Access): access is Task {
  return Object.hasOwn(TASKS, access);
}

/** Of the roles that may do a task the first that somebody has; undefined: none. */
export function roleFor(task: Task, roles: readonly Role[]): Role | undefined {
  return TASKS[task].find((role) => roles.includes(role));
}
