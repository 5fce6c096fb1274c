import type { Registry } from '../registry/registry.ts';
import type { AwaitedFrom, Gap } from '../registry/settlement-overview.ts';

export interface TerminalStatus {
  readonly terminal: number;
  readonly outlet: string | null;
  readonly revoked: boolean;
  /** The last batch and entry that are here, and when they came; 0 and null: none. */
  readonly batch: number;
  readonly entry: number;
  readonly receivedAt: string | null;
  /** When the last of these entries was written. */
  readonly lastEntryAt: string | null;
  /** What the counter said that it knew then: the last reply that it had applied, and the date of its blocklist. */
  readonly appliedReply: number;
  readonly blocklistAt: string | null;
  /** The last reply that was made for it; 0: none. */
  readonly madeReply: number;
  readonly madeReplyAt: string | null;
  /** Records of this counter that others have seen and it has not reported. */
  readonly awaitedRecords: number;
  readonly awaitedSince: string | null;
  /** How often its clock had been ahead, and somebody there accepted that. */
  readonly acceptedClocks: number;
}

export interface SettlementStatus {
  readonly terminals: readonly TerminalStatus[];
  /** Chains that wait for a record that nobody has brought. */
  readonly gaps: readonly Gap[];
  readonly openCases: number;
  readonly frozenCards: number;
}

const MOST_GAPS = 100;

/** What is missing, and how old everybody's knowledge is. */
export async function settlementStatus(registry: Registry): Promise<SettlementStatus> {
  const { terminals } = await registry.trust();
  const revoked = new Set(registry.keys.revocations().map(({ terminal }) => terminal));
  const awaited = new Map(registry.overview.awaited().map((each) => [each.terminal, each]));
  return {
    terminals: registry.terminals
      .list()
      .map(({ terminal }) =>
        statusOf(
          registry,
          terminal,
          terminals.get(terminal)?.certificate.outlet,
          revoked.has(terminal),
          awaited.get(terminal),
        ),
      ),
    gaps: registry.overview.gaps(MOST_GAPS),
    openCases: registry.cases.list().length,
    frozenCards: registry.cases.frozenCards().length,
  };
}

function statusOf(
  registry: Registry,
  terminal: number,
  outlet: string | undefined,
  revoked: boolean,
  awaited: AwaitedFrom | undefined,
): TerminalStatus {
  const last = registry.settlement.lastBatch(terminal);
  const reply = registry.replies.last(terminal);
  return {
    terminal,
    outlet: outlet ?? null,
    revoked,
    batch: last?.number ?? 0,
    entry: last?.lastEntry ?? 0,
    receivedAt: last?.receivedAt ?? null,
    lastEntryAt: last ? new Date(last.lastMs).toISOString() : null,
    appliedReply: last?.reply ?? 0,
    blocklistAt: last?.blocklistAt ?? null,
    madeReply: reply?.serial ?? 0,
    madeReplyAt: reply?.madeAt ?? null,
    awaitedRecords: awaited?.records ?? 0,
    awaitedSince: awaited ? new Date(awaited.oldestS * 1000).toISOString() : null,
    acceptedClocks: registry.settlement.acceptedClocks(terminal),
  };
}
