// Posts JSON, and says in words what went wrong.

const PATIENCE_MS = 30000;

/** @returns the parsed answer; @throws Error with the server's reason, and the status if it answered */
export async function post(path, body, patienceMs = PATIENCE_MS) {
  let answer;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw new Error(error.name === 'TimeoutError'
      ? 'The server did not answer in time. Check whether it started, or try again.'
      : 'The server cannot be reached. Is Gyre still running?');
  }
  const parsed = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = new Error(parsed.error ?? `The server answered with status ${answer.status}.`);
    throw Object.assign(error, { status: answer.status });
  }
  return parsed;
}
