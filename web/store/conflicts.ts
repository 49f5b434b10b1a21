import { signal } from "@preact/signals";
import { mergeText, withPlainLineEnds } from "./merge.ts";

/** What a PATCH of a ticket may change. */
export interface TicketFields {
  title?: string;
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
}
export type FieldName = keyof TicketFields;
export type FieldValue = string | null;

/** A field that two people changed, and that only a person can decide about. */
export interface Conflict {
  ticketId: string;
  ticketKey: string;
  field: FieldName;
  /** The version from which the edit began: theirs is a later one. */
  sinceVersion: number | undefined;
  /** The value from which both began. */
  base: FieldValue;
  mine: FieldValue;
  /** What the server has. */
  theirs: FieldValue;
  /** Decides for a value, which may be theirs. */
  resolve(value: FieldValue): void;
  /** Decides nothing: nothing is saved, and the draft stays. */
  cancel(): void;
}

/** The conflict that is shown. `ticket/conflict.tsx` shows it. */
export const conflict = signal<Conflict | undefined>(undefined);

type Asked = Omit<Conflict, "resolve" | "cancel">;
let lastAnswer: Promise<unknown> = Promise.resolve();

/** Shows a conflict once those before it are decided. `undefined` means that nobody decided. */
function askAboutConflict(asked: Asked): Promise<{ value: FieldValue } | undefined> {
  const answer = lastAnswer.then(
    () =>
      new Promise<{ value: FieldValue } | undefined>((answerWith) => {
        const close = (decided: { value: FieldValue } | undefined) => {
          conflict.value = undefined;
          answerWith(decided);
        };
        conflict.value = {
          ...asked,
          resolve: (value) => close({ value }),
          cancel: () => close(undefined),
        };
      }),
  );
  lastAnswer = answer;
  return answer;
}

export interface Reconciled {
  /** What is still to be sent, under the version of `theirs`; empty if they have it all already. */
  changes: TicketFields;
  /** The texts that were merged without a question. */
  merged: readonly FieldName[];
}

/**
 * Decides what to send after a ticket changed during an edit. A field that only one side changed
 * keeps that change, and a text that both changed is merged. A clash is shown to the person;
 * `undefined` means that they closed the question.
 */
export async function reconcile(edit: {
  ticketId: string;
  ticketKey: string;
  base: TicketFields & { version?: number };
  changes: TicketFields;
  theirs: TicketFields;
}): Promise<Reconciled | undefined> {
  const { ticketId, ticketKey } = edit;
  const changes: Record<string, FieldValue> = {};
  const merged: FieldName[] = [];
  for (const field of Object.keys(edit.changes) as FieldName[]) {
    const [base, mine, theirs] = [edit.base, edit.changes, edit.theirs].map((of) =>
      plain(of[field] ?? null),
    ) as [FieldValue, FieldValue, FieldValue];
    let value = mine;
    if (theirs !== base && theirs !== mine && mine !== base) {
      const both = mergeField(field, { base, mine, theirs });
      if (both === undefined) {
        const sinceVersion = edit.base.version;
        const values = { base, mine, theirs };
        const decided = await askAboutConflict({
          ...{ ticketId, ticketKey, field, sinceVersion },
          ...values,
        });
        if (!decided) return undefined;
        value = decided.value;
      } else {
        value = both;
        merged.push(field);
      }
    } else if (mine === base) value = theirs;
    if (value !== theirs) changes[field] = value;
  }
  return { changes: changes as TicketFields, merged };
}

/** The merged text, or `undefined` if the field is not a text or the texts clash. */
function mergeField(
  field: FieldName,
  { base, mine, theirs }: { base: FieldValue; mine: FieldValue; theirs: FieldValue },
): string | undefined {
  if (field !== "title" && field !== "description") return undefined;
  // Without a text there is nothing to merge: one side wrote it, or removed it.
  if (base === null || mine === null || theirs === null) return undefined;
  const { text, clashes } = mergeText(base, mine, theirs);
  return clashes === 0 ? text : undefined;
}

const plain = (value: FieldValue) => (value === null ? null : withPlainLineEnds(value));
