// Asks for the token where the server does not let the page in, and keeps all else waiting until then.

import { post } from '/js/post.js';
import { element, setText } from '/js/format.js';

const PATIENCE_MS = 10000;

const NOT_KEPT = 'This is the token, but the browser did not keep the cookie of the login. Allow cookies for this page.';

let asking = null;

/** Resolves once the server lets this page in, or cannot be reached. */
export function admitted() {
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}

/** Posts as post does; once the login has expired, it waits for the next one and posts again. */
export async function postAdmitted(...request) {
  try {
    return await post(...request);
  } catch (error) {
    if (error.status !== 401) throw error;
    await admitted();
    return post(...request);
  }
}

async function ask() {
  try {
    const answer = await knock();
    const isRefused = answer.status === 401;
    if (isRefused) await form();
    element('logout').hidden = !isRefused && !(await answer.json()).token;
  } catch {
    // Whoever asks next finds out that there is no server.
  }
}

/** Asks whether the server lets this page in: 401 if not. */
const knock = () => fetch('/api/login', { signal: AbortSignal.timeout(PATIENCE_MS) });

/** Shows the form over the page until a token is the right one. */
function form() {
  const sheet = element('login');
  const input = element('token');
  return new Promise((letIn) => {
    let isDone = false;
    const say = (error) => setText(element('login-error'), error);
    element('login-form').onsubmit = async (event) => {
      event.preventDefault();
      say('');
      try {
        await post('/api/login', { token: input.value });
        if ((await knock().catch(() => null))?.status === 401) throw new Error(NOT_KEPT);
        isDone = true;
        input.value = '';
        sheet.close();
        letIn();
      } catch (error) {
        say(error.message);
        input.select();
      }
    };
    // The second Esc closes it, whatever the page says.
    sheet.onclose = () => {
      if (!isDone) sheet.showModal();
    };
    sheet.showModal();
  });
}

element('logout').addEventListener('click', async () => {
  await post('/api/logout', {}).catch(() => {});
  location.reload();
});
