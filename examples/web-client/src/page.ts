/** The last moment at which a page can be sure to run. */

/** Calls `flush` whenever the page is hidden: tab switch, app switch, navigation, close. Returns what ends that. */
export function flushOnPageHide(flush: () => void): () => void {
  const whenHidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  document.addEventListener('visibilitychange', whenHidden);
  return () => {
    document.removeEventListener('visibilitychange', whenHidden);
  };
}
