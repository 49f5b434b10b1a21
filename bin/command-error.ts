/** An error that the user of the command can fix; the message is a sentence that says how. */
export class CommandError extends Error {}
