// The connection to the server: it is made again whenever it is lost, for as long as it takes.

const RETRY_MS = 1000;
const SILENCE_MS = 4000; // Frames come five times a second.

/**
 * Follows the server's events.
 * @param on {frame(message, isSnapshot), state('live' | 'lost' | 'connecting')}
 */
export function follow(on) {
  let source = null;
  let retry = 0;
  let watch = 0;

  function open() {
    clearTimeout(retry);
    source = new EventSource('/api/events');
    source.addEventListener('snapshot', (event) => take(event, true));
    source.addEventListener('tick', (event) => take(event, false));
    source.onerror = lost;
    expect();
  }

  function take(event, isSnapshot) {
    expect();
    on.state('live');
    on.frame(JSON.parse(event.data), isSnapshot);
  }

  function expect() {
    clearTimeout(watch);
    watch = setTimeout(lost, SILENCE_MS);
  }

  function lost() {
    clearTimeout(watch);
    clearTimeout(retry);
    source.close();
    on.state('lost');
    retry = setTimeout(open, RETRY_MS);
  }

  on.state('connecting');
  open();
}
