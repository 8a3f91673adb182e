package io.gyre;

import java.util.function.Function;

/**
 * A setting that a message names. A program is told the component or method that it calls; the
 * command line has names of its own for them, which its messages then have.
 */
public enum Setting {
  LABEL("RecordSettings.label"),
  ID("RecordSettings.id"),
  TIME("RecordSettings.time"),
  FIELDS("RecordSettings.fields"),
  IGNORE("RecordSettings.ignore"),
  CATEGORIES("RecordSettings.categories"),
  VALUE_FORMAT("RecordSettings.format"),
  COLUMNS("RecordSettings.columns"),
  DELIMITER("RecordSettings.delimiter"),
  KEY("RecordSettings.keys"),
  SPANS("KeySettings.spansMs"),
  MAX_KEYS("KeySettings.maxKeys"),
  NO_LABEL("LabelColumn.NONE"),
  BINS("RecordSettings.bins"),
  AMOUNT("RecordSettings.withAmounts"),
  INTERVAL("FoldSettings.interval"),
  CLASSES("FoldSettings.classes"),
  POSITIVE("FoldSettings.positive"),
  LATE_LABELS("FoldSettings.lateLabels"),
  LABELS_TOPIC("InputSettings.labels"),
  WAIT("LateLabels.waitMs"),
  UNLABELLED_AS("LateLabels.unlabelledAs"),
  LEARN_TOO_LATE("LateLabels.learnTooLate"),
  LABEL_DELAY("UpFile.labelDelay"),
  REVIEW("DecisionSettings.budget"),
  COST_MISS("DecisionSettings.miss"),
  COST_ALARM("DecisionSettings.alarm"),
  SCHEMA_REGISTRY("ClusterAccess.withSchemaRegistry"),
  BOOTSTRAP_SERVER("bootstrap.servers"),
  COMMAND_CONFIG("ClientProperties.withFile"),
  APPLICATION_ID("ApplicationSettings.application"),
  STATE_DIR("ApplicationSettings.state"),
  PER_PARTITION("InputSettings.perPartition"),
  POINTS("TopicNames.withPoints"),
  PREFIX("TopicNames.withPrefix"),
  FROM_BEGINNING("auto.offset.reset=earliest"),
  KAFKA_PORT("LocalBroker.start"),
  HTTP_PORT("HttpAddress.port"),
  HTTP_ALLOWED_HOSTS("HttpAddress.allowedHosts"),
  TLS_CERT("HttpSecurity.tls"),
  TLS_KEY("HttpSecurity.tls"),
  TOKEN_FILE("HttpSecurity.token"),
  NO_TOKEN("HttpSecurity.open"),
  HTTP_CHANGES("HttpSecurity.changes"),
  PREDICTIONS_FILE("PredictionsFile.file"),
  RATE("UpFile.feed"),
  FRESH("UpFile.claim"),
  SKIP("VersionReturn.skip"),
  OUT("NotebookFigures.prepare");

  private static volatile Function<Setting, String> names = Setting::called;

  private final String called;

  Setting(String called) {
    this.called = called;
  }

  /** Returns the component or method of Gyre that a program calls. */
  public String called() {
    return called;
  }

  /** Names settings otherwise in all messages of this process that are made from now on. */
  public static void nameBy(Function<Setting, String> others) {
    names = others;
  }

  /** Returns the name that messages have. */
  @Override
  public String toString() {
    return names.apply(this);
  }
}
