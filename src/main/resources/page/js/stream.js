// The connection to the server, which may ask for a token first. It reconnects whenever it is lost, without end. It closes while the
// page is hidden: a browser has six connections for all its tabs together.

import { admitted } from '/js/login.js';

const RETRY_MS = 1000;
const FIRST_MS = 30000; // A snapshot may be large and the way far.
const SILENCE_MS = 4000; // Frames come four times a second.

/**
 * Follows the server's events.
 * @param on {frame(message, isSnapshot), state('live' | 'lost' | 'connecting')}
 * @return open(id), which follows another application from now on
 */
export function follow(on) {
  let application = null; // The main one, until another is chosen.
  let source = null;
  let timer = 0; // Opens a connection, or gives up a silent one.
  let attempt = 0; // Only the last one goes on.

  async function open() {
    const mine = ++attempt;
    await admitted();
    if (mine !== attempt) return;
    const query = application === null ? '' : `?application=${encodeURIComponent(application)}`;
    source = new EventSource(`/api/events${query}`);
    source.addEventListener('snapshot', (event) => take(event, true));
    source.addEventListener('tick', (event) => take(event, false));
    source.onerror = lost;
    after(FIRST_MS, lost);
  }

  /** A frame that fails counts as silence: a snapshot will repair it. */
  function take(event, isSnapshot) {
    on.frame(JSON.parse(event.data), isSnapshot);
    on.state('live');
    after(SILENCE_MS, lost);
  }

  function lost() {
    source.close();
    on.state('lost');
    after(RETRY_MS, open);
    leaveIfGone(application);
  }

  /** Follows the main stream once a dropped file's stream is gone. */
  async function leaveIfGone(id) {
    if (id === null) return;
    const answer = await fetch(`/api/learners?application=${encodeURIComponent(id)}`).catch(() => null);
    if (answer?.status === 404 && application === id) application = null;
  }

  function after(ms, next) {
    clearTimeout(timer);
    timer = setTimeout(next, ms);
  }

  document.addEventListener('visibilitychange', () => {
    leave();
    if (!document.hidden) connect();
  });

  function leave() {
    attempt += 1;
    source?.close();
    clearTimeout(timer);
  }

  function connect() {
    on.state('connecting');
    open();
  }

  if (!document.hidden) connect();
  return (id) => {
    application = id;
    leave();
    connect();
  };
}
