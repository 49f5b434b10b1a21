/** Why something did not work where the server did not say it. */
export const problemsWords = {
  noResponse: "Slacky could not be reached. Check your connection, then try again.",
  unexpected: "Something in this page failed. Reload it, then try again.",
  cancelled: "This was cancelled.",
};
