// The user's own file: it is chosen or dropped, sent to the server, previewed, and streamed.

import { Preview } from '/js/preview.js';
import { Progress } from '/js/progress.js';
import { bar, dialog, fillBar } from '/js/panel.js';
import { count, counted, make, setText } from '/js/format.js';
import { admitted } from '/js/login.js';

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

export class Upload {
  constructor(store, host) {
    this.store = store;
    this.host = host;
    this.button = make('button', '', 'Learn from a file …');
    this.button.type = 'button';
    this.input = make('input');
    Object.assign(this.input, { type: 'file', hidden: true, accept: '.csv,.tsv,.arff,.json,.jsonl,.ndjson,.gz,.txt' });
    this.input.setAttribute('aria-label', 'File to learn from');
    this.button.addEventListener('click', () => this.input.click());
    this.input.addEventListener('change', () => this.choose([...this.input.files]));
    host.append(this.button, this.input);
    this.progress = new Progress(store, host);
    this.over = make('div', 'drop-over');
    this.over.append(make('p', '', 'Drop the file: it is previewed before anything is learned.'));
    this.over.hidden = true;
    document.body.append(this.over);
    this.wireDrop();
    this.update();
  }

  update() {
    this.host.hidden = !this.store.uploads;
    this.progress.update();
    if (this.awaited) this.follow();
  }

  /** Accepts a drop anywhere: elsewhere the browser would open the file instead of the page. */
  wireDrop() {
    const show = (event, isOver) => {
      if (!hasFiles(event) || !this.store.uploads) return;
      event.preventDefault();
      this.over.hidden = !isOver;
    };
    window.addEventListener('dragenter', (event) => show(event, true));
    window.addEventListener('dragover', (event) => show(event, true));
    window.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) show(event, false);
    });
    window.addEventListener('drop', (event) => {
      show(event, false);
      if (hasFiles(event) && this.store.uploads) this.choose([...event.dataTransfer.files]);
    });
  }

  choose(files) {
    this.input.value = ''; // Lets the same file be chosen again.
    if (files.length === 0) return;
    this.openSheet(files[0].name);
    const { maxBytes } = this.store.uploads;
    if (files.length > 1) this.fail(`Expected one file, found ${files.length}.`);
    else if (files[0].size === 0) this.fail('The file is empty.');
    else if (files[0].size > maxBytes) {
      this.fail(`The file has ${bytes(files[0].size)}; the page takes at most ${bytes(maxBytes)}. gyre up FILE takes any size.`);
    } else this.send(files[0]);
  }

  openSheet(name) {
    this.request?.abort();
    this.sheet ??= this.makeSheet();
    this.sheet.title.textContent = name;
    this.sheet.body.replaceChildren();
    if (!this.sheet.element.open) this.sheet.element.showModal();
  }

  makeSheet() {
    const sheet = dialog('file');
    sheet.element.addEventListener('close', () => {
      this.request?.abort();
      this.button.focus();
    });
    return sheet;
  }

  fail(message) {
    const error = make('p', 'error', message);
    error.setAttribute('role', 'alert');
    const again = make('button', '', 'Choose another file');
    again.type = 'button';
    again.addEventListener('click', () => this.input.click());
    this.sheet.body.replaceChildren(error, again);
  }

  /** Sends the bytes with XMLHttpRequest, since fetch reports no progress. */
  send(file) {
    const said = make('p', 'hint', 'Sending …');
    const sent = bar(0);
    const cancel = make('button', '', 'Cancel');
    cancel.type = 'button';
    cancel.addEventListener('click', () => this.sheet.element.close());
    this.sheet.body.replaceChildren(said, sent, cancel);
    const request = new XMLHttpRequest();
    this.request = request;
    request.open('POST', `/api/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => {
      fillBar(sent, loaded / file.size);
      setText(said, loaded < file.size ? `Sent ${bytes(loaded)} of ${bytes(file.size)}` : 'Reading the first rows …');
    });
    request.addEventListener('load', () => this.take(request));
    request.addEventListener('error', () =>
      this.fail('The connection broke while the file was sent. Try again.'));
    request.send(file);
  }

  take({ status, responseText }) {
    if (status === 401) {
      this.fail('The login had expired. Choose the file again.');
      admitted();
      return;
    }
    let answer;
    try {
      answer = JSON.parse(responseText);
    } catch {
      answer = { error: `The server answered with status ${status}.` };
    }
    if (status !== 200) {
      this.fail(answer.error ?? `The server answered with status ${status}.`);
      return;
    }
    const preview = new Preview(answer, (application) => this.started(application));
    const { run } = this.store.uploads ?? {};
    const replaced = run ? `. ${run.file} is forgotten when this file starts` : '';
    this.sheet.body.replaceChildren(make('p', 'hint', `${bytes(answer.bytes)}, ${counted(answer.columns.length, 'column')}${replaced}`), preview.element);
    preview.focus();
  }

  started(application) {
    this.sheet.element.close();
    this.awaited = application;
    this.follow();
  }

  /** Shows a started file as soon as it is among the applications. */
  follow() {
    const { awaited } = this;
    if (!this.store.applications.some(({ id }) => id === awaited)) return;
    this.awaited = null;
    this.store.open(awaited);
  }
}

/** Formats a size for people. */
function bytes(n) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const power = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  const value = n / 1024 ** power;
  return `${power === 0 || value >= 100 ? count(value) : value.toFixed(1)} ${units[power]}`;
}
