/** A fault that whoever runs the command can mend; the message is a sentence that says how. */
export class CommandError extends Error {}
