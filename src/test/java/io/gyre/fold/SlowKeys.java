package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.fold.keys.KeySettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The columns of keys by their definition: for each point all that came before it is gone through
 * again. It knows nothing of how they are remembered, but which values are forgotten.
 */
final class SlowKeys {

  private static final int[] HALF_LIVES = {4, 32, 1_000};

  private final List<String> keys;
  private final KeySettings settings;
  private final List<String> numbers; // the fields that may be numbers, in order of appearance
  private final List<String> texts;
  private final Map<String, Map<String, Past>> values = new LinkedHashMap<>(); // by key and value
  private final Map<String, Long> points = new HashMap<>(); // by key, of values not forgotten
  private final Map<String, Long> places = new HashMap<>(); // by key, the next
  private final List<Pending> pending = new ArrayList<>();
  private final Map<Label, Long> labels = new HashMap<>();
  private long all;

  private record Seen(Fields fields, long elapsedMs) {}

  private record Known(Label label, long elapsedMs) {}

  private record Pending(Fields fields, Label label, long ms) {}

  private static final class Past {
    private final List<Seen> points = new ArrayList<>();
    private final List<Known> labels = new ArrayList<>();
    private long lastMs;
    private long lastLabelMs;
    private long place;
  }

  SlowKeys(List<String> keys, KeySettings settings, List<String> numbers, List<String> texts) {
    this.keys = keys;
    this.settings = settings;
    this.numbers = numbers;
    this.texts = texts;
    keys.forEach(key -> values.put(key, new HashMap<>()));
    keys.forEach(key -> places.put(key, 0L));
    keys.forEach(key -> points.put(key, 0L));
  }

  private static int place(Fields fields, String path) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.path(i).equals(path) && !fields.missing(i)) {
        return i;
      }
    }
    return -1;
  }

  private static Double number(Fields fields, String path) {
    int i = place(fields, path);
    return i < 0 || fields.text(i) != null ? null : (Double) fields.number(i);
  }

  private static String text(Fields fields, String path) {
    int i = place(fields, path);
    return i < 0 ? null : fields.text(i);
  }

  private static List<String> value(Fields fields, String key) {
    List<String> value = new ArrayList<>();
    for (String field : key.split("\\+")) {
      int i = place(fields, field);
      if (i < 0) {
        return null;
      }
      String text = fields.text(i);
      value.add(text != null ? text : Long.toString((long) fields.number(i)));
    }
    return value;
  }

  private Past past(Fields fields, String key) {
    List<String> value = value(fields, key);
    return value == null ? null : values.get(key).get(value.toString());
  }

  /** The columns of a point that comes now, by path; without those that are missing. */
  Map<String, Double> columns(Fields fields, long nowMs, List<Label> classes, Label positive) {
    Map<String, Double> columns = new TreeMap<>();
    for (String key : keys) {
      Past past = past(fields, key);
      if (past != null) {
        columns(key, past, fields, nowMs, classes, positive, columns);
      }
    }
    return columns;
  }

  private void columns(
      String key,
      Past past,
      Fields fields,
      long nowMs,
      List<Label> classes,
      Label positive,
      Map<String, Double> columns) {
    long elapsed = Math.max(0, nowMs - past.lastMs);
    columns.put(key + ".gap", Math.log1p(elapsed));
    boolean byTime = !settings.spansMs().isEmpty();
    if (!byTime) {
      double mean = (double) points.get(key) / values.get(key).size();
      columns.put(key + ".count", Math.log1p(past.points.size()) - Math.log1p(mean));
    }
    int spans = byTime ? settings.spansMs().size() : HALF_LIVES.length;
    for (int s = 0; s < spans; s++) {
      String name = byTime ? settings.spansMs().get(s) / 1_000 + "s" : "" + HALF_LIVES[s];
      double[] w = weights(past.points.stream().map(Seen::elapsedMs).toList(), s);
      if (byTime) {
        double left = Math.pow(2, -elapsed / (double) settings.spansMs().get(s));
        double sum = 0;
        for (double each : w) {
          sum += each * left;
        }
        columns.put(key + ".count." + name, Math.log1p(sum));
      }
      for (String field : numbers) {
        ofNumber(key + "." + field, name, past, number(fields, field), field, w, columns);
      }
      rates(key, name, s, past, nowMs, classes, positive, columns);
    }
    for (String field : texts) {
      String last = null;
      for (Seen seen : past.points) {
        last = text(seen.fields, field) == null ? last : text(seen.fields, field);
      }
      if (last != null && text(fields, field) != null) {
        columns.put(key + "." + field + ".same", last.equals(text(fields, field)) ? 1.0 : 0.0);
      }
    }
    if (classes.size() > 8 && !past.labels.isEmpty()) {
      Label last = past.labels.get(past.labels.size() - 1).label;
      columns.put(key + ".last-label", (double) classes.indexOf(last));
    }
  }

  /** Of each of several: 2^(−what came since / its half-life). */
  private double[] weights(List<Long> elapsed, int s) {
    double[] w = new double[elapsed.size()];
    double since = 0;
    for (int j = w.length - 1; j >= 0; j--) {
      w[j] = Math.pow(2, -since);
      since +=
          settings.spansMs().isEmpty()
              ? 1.0 / HALF_LIVES[s]
              : elapsed.get(j) / (double) settings.spansMs().get(s);
    }
    return w;
  }

  private static void ofNumber(
      String prefix,
      String span,
      Past past,
      Double x,
      String field,
      double[] w,
      Map<String, Double> columns) {
    double weight = 0;
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      Double each = number(past.points.get(j).fields, field);
      weight += each == null ? 0 : w[j];
      sum += each == null ? 0 : w[j] * each;
    }
    if (x == null || weight == 0) {
      return;
    }
    double mean = sum / weight;
    double squares = 0;
    for (int j = 0; j < w.length; j++) {
      Double each = number(past.points.get(j).fields, field);
      squares += each == null ? 0 : w[j] * (each - mean) * (each - mean);
    }
    double deviation = Math.sqrt(squares / weight);
    double deviations = deviation < 1e-9 ? 0 : (x - mean) / deviation;
    columns.put(prefix + ".deviation." + span, Math.max(-100, Math.min(100, deviations)));
    columns.put(prefix + ".ratio." + span, asinh(x) - asinh(mean));
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }

  private void rates(
      String key,
      String span,
      int s,
      Past past,
      long nowMs,
      List<Label> classes,
      Label positive,
      Map<String, Double> columns) {
    if (past.labels.isEmpty() || classes.size() < 2) {
      return;
    }
    double[] w = weights(past.labels.stream().map(Known::elapsedMs).toList(), s);
    double left =
        settings.spansMs().isEmpty()
            ? 1
            : Math.pow(
                2, -Math.max(0, nowMs - past.lastLabelMs) / (double) settings.spansMs().get(s));
    for (Label label :
        classes.size() == 2 ? List.of(positive) : classes.subList(0, Math.min(8, classes.size()))) {
      double of = 0;
      double weight = 0;
      for (int j = 0; j < w.length; j++) {
        weight += w[j] * left;
        of += past.labels.get(j).label.equals(label) ? w[j] * left : 0;
      }
      double prior = labels.getOrDefault(label, 0L) / (double) all;
      String name = label.text() + ".";
      columns.put(key + ".rate." + name + span, (of + prior) / (weight + 1));
    }
  }

  /** A point has come, whose columns were made. */
  void add(Fields fields, long nowMs, long streamMs) {
    for (String key : keys) {
      List<String> value = value(fields, key);
      if (value == null) {
        continue;
      }
      Map<String, Past> of = values.get(key);
      Past past = of.get(value.toString());
      long next = places.get(key);
      if (past == null) {
        if (of.size() >= settings.maxKeys()) {
          points.merge(key, -(points.get(key) / of.size()), Long::sum);
          of.remove(
              of.entrySet().stream()
                  .min(Comparator.comparingLong(each -> each.getValue().place))
                  .orElseThrow()
                  .getKey());
        }
        past = new Past();
        of.put(value.toString(), past);
        past.place = next;
        places.put(key, next + 1);
      } else if (next - past.place > settings.maxKeys() / 4) {
        past.place = next;
        places.put(key, next + 1);
      }
      points.merge(key, 1L, Long::sum);
      past.points.add(
          new Seen(fields, past.points.isEmpty() ? 0 : Math.max(0, nowMs - past.lastMs)));
      past.lastMs =
          past.points.size() == 1 ? nowMs : Math.max(nowMs, Math.min(past.lastMs, streamMs));
    }
  }

  /** A label has come. */
  void label(Fields fields, Label label, long labelMs, long streamMs) {
    if (labelMs <= streamMs) {
      enter(fields, label, labelMs, streamMs);
    } else {
      pending.add(new Pending(fields, label, labelMs));
    }
  }

  /** The stream's time has moved. */
  void advance(long streamMs) {
    List<Pending> due = pending.stream().filter(each -> each.ms <= streamMs).toList();
    pending.removeAll(due);
    due.stream()
        .sorted(Comparator.comparingLong(Pending::ms))
        .forEach(each -> enter(each.fields, each.label, each.ms, streamMs));
  }

  private void enter(Fields fields, Label label, long labelMs, long streamMs) {
    labels.merge(label, 1L, Long::sum);
    all++;
    for (String key : keys) {
      Past past = past(fields, key);
      if (past != null) {
        past.labels.add(
            new Known(label, past.labels.isEmpty() ? 0 : Math.max(0, labelMs - past.lastLabelMs)));
        past.lastLabelMs =
            past.labels.size() == 1
                ? labelMs
                : Math.max(labelMs, Math.min(past.lastLabelMs, streamMs));
      }
    }
  }
}
