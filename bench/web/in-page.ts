/**
 * What measures inside the page. It is text, because the types of the bench are Node's, without those of a browser.
 * An init script runs before the page's own, and its content policy does not concern it.
 */
export const inPage = `
  globalThis.paints = [];
  addEventListener("keydown", (event) => {
    // The frame that answers the key has been drawn when the next task after it runs.
    requestAnimationFrame(() => setTimeout(() => {
      paints.push({ key: event.key, ms: performance.now() - event.timeStamp });
    }));
  }, true);

  globalThis.untilDrawn = (text) => new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(".main")?.textContent.includes(text)) {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });

  const elements = document.getElementsByTagName("*");

  /** Returns the most elements that the page had. */
  globalThis.scrollColumn = async (frames) => {
    const scroller = document.querySelector(".column-scroll");
    scroller.scrollTop = 0;
    let most = 0;
    for (let frame = 0; frame < frames; frame += 1) {
      scroller.scrollTop += 600;
      await new Promise(requestAnimationFrame);
      // A live collection: its length is a number that the browser keeps.
      most = Math.max(most, elements.length);
    }
    return most;
  };

  globalThis.scrollToEnd = () => {
    const scroller = document.querySelector(".column-scroll");
    scroller.scrollTop = scroller.scrollHeight;
  };

  globalThis.firstPaint = () =>
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
`;
