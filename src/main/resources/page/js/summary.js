// The sentence on top: how well the learner in focus does, compared with the baselines.

import { ERROR, hasAmounts, meanError } from '/js/amounts.js';
import { baselinesOf } from '/js/baselines.js';
import { comparison, differenceError, effective, fadedError, margin, trendOf, verdict } from '/js/errors.js';
import { brief } from '/js/classes.js';
import { PRECISION, RECALL, accuracyTellsNothing, bestBeside, foundAtOnePercent, isRare, positiveShare } from '/js/rare.js';
import { Spark } from '/js/spark.js';
import { swatchOf } from '/js/theme.js';
import { amount, count, counted, element, fixed, make, percent, plain, setText } from '/js/format.js';
import { letterCount } from '/js/letters.js';

/** The least number of labels for a score. */
const ENOUGH = 300;

/** The trend compares with the score this many labels ago, or the next older one. */
const BEFORE = 1000;

const points = (share) => `${Math.abs(share * 100).toFixed(1)} points`;

export class Summary {
  constructor(store) {
    this.store = store;
    this.who = make('span', 'who');
    this.value = make('b', 'value');
    this.rest = make('span', 'rest');
    this.trend = make('span', 'trend');
    this.spark = new Spark();
    element('lead').append(this.who, this.value, this.rest, this.spark.element, this.trend);
    this.verdicts = [...baselinesOf('accuracy'), ...baselinesOf(ERROR)].map((baseline) => {
      const { name } = baseline;
      const item = make('li');
      const value = make('b');
      const word = make('span');
      item.append(word, ` ${name} `, value);
      element('verdicts').append(item);
      return { ...baseline, item, word, value };
    });
    this.more = [make('li'), make('li')];
    for (const item of this.more) {
      item.hidden = true;
      item.dataset.kind = 'even';
    }
    element('verdicts').append(...this.more);
  }

  update(changed) {
    if (changed.all || changed.focus) this.recolour();
    this.figures();
    this.progress();
    this.doubts();
    const learner = this.store.learners.get(this.store.focus);
    const faded = learner?.scores?.faded;
    const labels = learner?.scores?.total?.n ?? learner?.labelled ?? 0;
    if (labels < ENOUGH || !Number.isFinite(faded?.accuracy ?? faded?.[ERROR])) this.early(learner, labels);
    else if (hasAmounts(this.store)) this.ofAmounts(learner, faded);
    else if (isRare(learner)) this.rare(learner, faded);
    else this.score(learner, faded);
  }

  /** Tells how far amounts are off, on average, and how many labels are within their interval. */
  ofAmounts(learner, faded) {
    const { [ERROR]: mae, n, coverage, width } = faded;
    const m = effective(n);
    const error = meanError(faded, m);
    this.lead(`off by ${amount(mae)}`, 'on average over the last 1,000 labels',
      'The mean distance from the label. Newer labels count more: each counts 0.999 of the next.');
    this.compare(ERROR, (baseline, { metric }) => {
      const other = meanError({ mae: baseline, rmse: faded[metric.replace(ERROR, 'rmse')] }, m);
      return [...verdict(baseline - mae, differenceError(error, other)), `(${amount(baseline)})`];
    });
    const level = this.store.run?.interval;
    const meant = level ? ` of ${Number((100 * level).toFixed(1))} %` : '';
    const hasIntervals = Number.isFinite(coverage) && Number.isFinite(width);
    this.tellMore(hasIntervals ? [`${percent(coverage)} of the labels were within its interval${meant}, ${amount(width)} wide`] : []);
    const before = this.draw(learner.id, ERROR).findLast(({ labels }) => labels <= learner.labelled - BEFORE);
    const change = mae - before?.value;
    this.tellTrend(learner, before, Math.abs(change) <= 2 * differenceError(error, error), -change, amount(Math.abs(change), mae));
  }

  /** Fills the verdicts about the baselines of a metric, and hides the others; about has [words, kind, value]. */
  compare(metric, about) {
    const { faded } = this.store.learners.get(this.store.focus).scores;
    for (const each of this.verdicts) {
      const baseline = faded[each.metric];
      each.item.hidden = each.beside !== metric || !Number.isFinite(baseline);
      if (each.item.hidden) continue;
      const [words, kind, value] = about(baseline, each);
      each.item.dataset.kind = kind;
      setText(each.word, words);
      setText(each.value, value);
    }
  }

  /** Shows some sentences beside the verdicts. */
  tellMore(texts) {
    this.more.forEach((item, i) => {
      item.hidden = texts[i] === undefined;
      setText(item, texts[i] ?? '');
    });
  }

  /** Tells how well a rare class is found, since accuracy tells nothing. */
  rare(learner, faded) {
    const share = positiveShare(learner);
    const others = [share === null ? '' : `a guess: ${fixed(share, 3)}`, this.beside(faded[PRECISION])].filter(Boolean);
    this.lead(fixed(faded[PRECISION], 3),
      `average precision of the last 100 positives${others.length > 0 ? ` (${others.join('; ')})` : ''}`,
      'How pure the points are that are taken first for the rare class');
    this.tellMore([foundAtOnePercent(learner, faded[RECALL]), accuracyTellsNothing(learner)]);
    this.verdicts.forEach(({ item }) => { item.hidden = true; });
    this.draw(learner.id, PRECISION);
    setText(this.trend, '');
  }

  /** Names the best other learner, which may be better than the one in focus. */
  beside(own) {
    const best = bestBeside(this.store, 'faded');
    const precision = best?.scores?.faded?.[PRECISION];
    if (!Number.isFinite(precision)) return '';
    return `${precision > own ? 'best' : 'next best'}: ${brief(best.id)} ${fixed(precision, 3)}`;
  }

  lead(value, rest, title) {
    this.value.classList.remove('early');
    setText(this.value, value);
    setText(this.rest, rest);
    this.rest.title = title;
    element('verdicts').hidden = false;
  }

  /** Draws the small curve of a metric; returns the rows of the history that have it. */
  draw(id, metric) {
    const column = this.store.metrics.indexOf(metric);
    const rows = (this.store.history.get(id) ?? [])
      .filter((row) => row[1] > 0 && Number.isFinite(row[3]?.[column]));
    const values = rows.map((row) => row[3][column]);
    this.spark.draw(values, metric === ERROR ? Math.max(...values) / 50 : undefined);
    return rows.map((row) => ({ labels: row[1], value: row[3][column] }));
  }

  recolour() {
    const { focus } = this.store;
    this.who.replaceChildren(...(focus === null ? [] : [swatchOf(this.store, focus), make('span', '', focus)]));
  }

  /** Says what is missing, instead of a meaningless percentage. */
  early(learner, labels) {
    setText(this.value, learner && labels > 0 ? 'too early to say:' : 'nothing learned yet');
    setText(this.rest, missing(learner, labels, this.store));
    setText(this.trend, '');
    this.value.classList.add('early');
    element('verdicts').hidden = true;
    this.spark.draw([]);
  }

  score(learner, faded) {
    const { accuracy, n } = faded;
    this.lead(percent(accuracy), `± ${margin(fadedError(accuracy, n))} of the last 1,000 right`,
      'With its standard error. Newer points count more: each counts 0.999 of the next.');
    this.tellMore([]);
    this.compare('accuracy', (baseline) => {
      const [words, kind] = comparison(accuracy, baseline, n);
      return [words, kind, kind === 'even' ? percent(baseline)
        : `${percent(baseline)}, by ${points(accuracy - baseline)}`];
    });
    const { labelled } = learner;
    const before = this.draw(learner.id, 'accuracy').findLast(({ labels }) => labels <= labelled - BEFORE);
    const { change, isSteady } = before ? trendOf(accuracy, labelled, { accuracy: before.value, labels: before.labels }) : {};
    this.tellTrend(learner, before, isSteady, change, points(change));
  }

  /** Shows how the score has changed since some labels ago; gain is above 0 if it is better now. */
  tellTrend({ labelled }, before, isSteady, gain, size) {
    if (!before) {
      setText(this.trend, '');
      return;
    }
    this.trend.dataset.kind = isSteady ? 'even' : gain > 0 ? 'good' : 'bad';
    const isLess = hasAmounts(this.store) ? gain > 0 : gain < 0;
    setText(this.trend, isSteady ? 'steady' : `${isLess ? '▼ −' : '▲ +'}${size}`);
    this.trend.title = `Compared with ${count(labelled - before.labels)} labels ago`;
  }

  figures() {
    const { status, run, learners, focus } = this.store;
    const learner = learners.get(focus);
    setText(element('figure-points'), far(run?.rows, learner));
    this.told(element('figure-classes'), hasAmounts(this.store) ? amountLabel(run?.label) : label(run?.label, this.store.classes()));
    if (!status) return;
    setText(element('figure-rate'), count(Math.round(status.rate)));
    setText(element('figure-shown'), shown(status));
    setText(element('figure-lag'), status.lag < 0 ? '–' : count(status.lag));
    this.told(element('figure-labels'), labels(status, learner?.scores?.total?.['before-labels']));
    setText(element('figure-letters'), letterCount(status.letters, status.allLetters));
    setText(element('figure-letters').nextElementSibling, status.letters === 1 ? ' dead letter' : ' dead letters');
    element('figure-letters').parentElement.classList.toggle('alarming', status.letters > 0);
  }

  told(host, text) {
    host.hidden = text === '';
    setText(host, text);
  }

  /** Shows a bar while rows are being sent; a file from the page has its own bar. */
  progress() {
    const { run, uploads, application } = this.store;
    const rows = run?.rows;
    const host = element('progress');
    host.hidden = !(rows?.total > 0) || rows.ended || uploads?.run?.application === application;
    if (host.hidden) return;
    const share = Math.min(1, rows.sent / rows.total);
    host.firstElementChild.style.width = `${share * 100}%`;
    host.setAttribute('aria-valuenow', Math.round(share * 100));
  }

  doubts() {
    const knows = this.store.run?.knows ?? [];
    const texts = knows.map(({ field, share }) =>
      `Does ${plain(field)} know the answer? It alone predicts ${percent(share)} of the labels correctly.`);
    const host = element('doubts');
    if (texts.join('\n') === this.doubted) return;
    this.doubted = texts.join('\n');
    host.replaceChildren(...texts.map((text) => make('li', '', text)));
  }
}

/** Says what is missing for a score. */
function missing(learner, labels, { application, status, learners, run }) {
  if (!status) return '';
  if (labels > 0) return `${count(labels)} of ${count(ENOUGH)} labels`;
  if (learners.size === 0) return `no learner of ${plain(application)} has published anything yet`;
  if (learner.points > 0) return `${counted(learner.points, 'point')}, and no label so far`;
  return run?.rows ? 'the first rows are being sent' : 'no point has come so far';
}

/** Says how many points or rows have come. */
function far(rows, learner) {
  if (!rows) return counted(learner?.points ?? 0, 'point');
  const about = rows.ended ? rows.total : Number(rows.total?.toPrecision(2));
  const of = rows.total === null ? '' : ` of ${rows.ended ? '' : 'about '}${count(about)}`;
  const bad = rows.bad > 0 ? `, ${count(rows.bad)} unusable` : '';
  return `${count(rows.sent)}${of} rows${rows.ended ? ', all sent' : ''}${bad}`;
}

const amountLabel = (field) => (!field || field === 'label' ? 'the label is an amount' : `label ${plain(field)}, an amount`);

function label(field, classes) {
  const number = counted(classes.length, 'class');
  if (!field || field === 'label') return classes.length > 0 ? number : '';
  return classes.length > 0 ? `label ${plain(field)}, ${number}` : `label ${plain(field)}`;
}

/** Says how many points there are for each one shown, unless all are shown. */
function shown({ rate, shown: points }) {
  const every = rate < 1 || points < 1 ? 1 : Math.round(rate / points);
  return every > 1 ? `, 1 in ${count(every)} shown` : '';
}

/** Says what became of points that wait, or waited, for a label, and how many came before any; the first one always does. */
function labels({ waiting, silent, tooLate }, early) {
  const told = [
    [waiting > 0, waiting, 'wait for their label'],
    [silent > 0, silent, 'never got one'],
    [tooLate > 0, tooLate, 'got one too late'],
    [early > 1, early, 'answered before any label'],
  ];
  return told.filter(([isTold]) => isTold).map(([, number, what]) => `${count(number)} ${what}`).join(', ');
}
