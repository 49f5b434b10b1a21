import {
  askAboutConflict,
  type EditedFields,
  type FieldName,
  type FieldValue,
  isText,
} from "./conflicts.ts";
import { mergeText, withPlainLineEnds } from "./merge.ts";

export interface Reconciled {
  /** What is still to be sent, under the version of `theirs`; empty if they have it all already. */
  changes: EditedFields;
  /** The texts that were merged without a question. */
  merged: readonly FieldName[];
}

/**
 * Decides what to send after a ticket or a comment changed during an edit. A field that only one side changed
 * keeps that change, and a text that both changed is merged. A clash is shown to the person;
 * `undefined` means that they closed the question.
 */
export async function reconcile(edit: {
  ticketId: string;
  commentId?: string | undefined;
  base: EditedFields & { version?: number };
  changes: EditedFields;
  theirs: EditedFields;
}): Promise<Reconciled | undefined> {
  const { ticketId, commentId } = edit;
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
          ...{ ticketId, commentId, field, sinceVersion },
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
  return { changes: changes as EditedFields, merged };
}

/** The merged text, or `undefined` if the field is not a text or the texts clash. */
function mergeField(
  field: FieldName,
  { base, mine, theirs }: { base: FieldValue; mine: FieldValue; theirs: FieldValue },
): string | undefined {
  if (!isText(field)) return undefined;
  // Without a text there is nothing to merge: one side wrote it, or removed it.
  if (base === null || mine === null || theirs === null) return undefined;
  const { text, clashes } = mergeText(base, mine, theirs);
  return clashes === 0 ? text : undefined;
}

const plain = (value: FieldValue) => (value === null ? null : withPlainLineEnds(value));
