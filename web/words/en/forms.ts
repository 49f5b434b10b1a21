/** What every form, list and dialog of the settings says. */
export const formWords = {
  cancel: "Cancel",
  sending: "Saving …",
  retry: "Try again",
  loading: "Loading …",
  more: "Show more",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it: the browser does not let this page do it.",
};
