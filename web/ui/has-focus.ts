/** Whether anything has the focus. It is on the body after what had it was removed. */
export const hasFocus = () =>
  document.activeElement !== null && document.activeElement !== document.body;
