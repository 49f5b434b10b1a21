/** Why tickets are blocked, sent back, reopened and closed without work, where their text does not say. */
export const reasons = {
  blocked: [
    "Waiting for the new API key of the payment provider.",
    "The test phones are with the field team until Thursday.",
    "Needs a decision on pricing first.",
    "The supplier has to confirm the part number.",
    "Staging is down for the database upgrade.",
  ],
  rejected: [
    "The empty state is missing: a new rider sees a blank page.",
    "Works on Android, but not with large text on iOS.",
    "Please add a test for the case with two open rentals.",
    "Still fails when the network is lost halfway.",
    "The log line contains the full phone number.",
    "Screw is loose again after ten minutes on the test rig.",
  ],
  reopened: [
    "It came back with the release of this morning.",
    "A rider reports the same from the latest version.",
    "Fixed for new rentals only; open ones are still wrong.",
    "The same fault showed up again after two days.",
  ],
  dismissed: [
    "Nobody has asked for it since spring.",
    "The new onboarding replaces this page.",
    "Cheaper to replace than to repair.",
    "The effort does not pay off for twelve riders a month.",
    "We decided to wait for the next hardware revision.",
  ],
} as const;
