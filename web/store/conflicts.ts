import { signal } from "@preact/signals";

/** What a PATCH of a ticket may change. */
export interface TicketFields {
  title?: string;
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
}

/** What an edit may change: fields of a ticket, or the text of a comment. */
export type EditedFields = TicketFields & { body?: string };
export type FieldName = keyof EditedFields;
export type FieldValue = string | null;

/** A field that two people changed, and that only a person can decide about. */
export interface Conflict {
  ticketId: string;
  /** The comment whose text it is; undefined if it is a field of the ticket. */
  commentId: string | undefined;
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

export const isText = (field: FieldName): boolean =>
  field === "title" || field === "description" || field === "body";

/** The conflict that is shown. `ticket/conflict.tsx` shows it. */
export const conflict = signal<Conflict | undefined>(undefined);

type Asked = Omit<Conflict, "resolve" | "cancel">;
let lastAnswer: Promise<unknown> = Promise.resolve();

/** Shows a conflict once those before it are decided. `undefined` means that nobody decided. */
export function askAboutConflict(asked: Asked): Promise<{ value: FieldValue } | undefined> {
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
