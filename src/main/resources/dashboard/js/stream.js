// The connection to the server: it is made again whenever it is lost, for as long as it takes, and
// given up while nobody looks: a browser has six of them for all its tabs together.

const RETRY_MS = 1000;
const FIRST_MS = 30000; // A snapshot may be large and the way far.
const SILENCE_MS = 4000; // Frames come five times a second.

/**
 * Follows the server's events.
 * @param on {frame(message, isSnapshot), state('live' | 'lost' | 'connecting')}
 */
export function follow(on) {
  let source = null;
  let timer = 0; // To open a connection, or to give up the one that is silent.

  function open() {
    source = new EventSource('/api/events');
    source.addEventListener('snapshot', (event) => take(event, true));
    source.addEventListener('tick', (event) => take(event, false));
    source.onerror = lost;
    after(FIRST_MS, lost);
  }

  /** A frame that cannot be taken counts as silence: a snapshot will mend it. */
  function take(event, isSnapshot) {
    on.frame(JSON.parse(event.data), isSnapshot);
    on.state('live');
    after(SILENCE_MS, lost);
  }

  function lost() {
    source.close();
    on.state('lost');
    after(RETRY_MS, open);
  }

  function after(ms, next) {
    clearTimeout(timer);
    timer = setTimeout(next, ms);
  }

  document.addEventListener('visibilitychange', () => {
    source?.close();
    clearTimeout(timer);
    if (!document.hidden) connect();
  });

  function connect() {
    on.state('connecting');
    open();
  }

  if (!document.hidden) connect();
}
