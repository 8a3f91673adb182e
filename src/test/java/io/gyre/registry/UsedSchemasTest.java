package io.gyre.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.GyreException;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When schemas are asked for, awaited, denied, and compared. */
class UsedSchemasTest {

  private static final Duration WAIT = Duration.ofMinutes(5);
  private static final Schema A = new Schema(ValueFormat.AVRO, "a", null);
  private static final Schema B = new Schema(ValueFormat.AVRO, "b", null);

  private final Map<String, Schema> there = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private boolean away;
  private long answersAfterNanos;
  private long nanos;
  @TempDir private Path folder;
  private UsedSchemas schemas;

  @BeforeEach
  void start() {
    schemas = started();
  }

  private UsedSchemas started() {
    return new UsedSchemas(
        this::ask,
        "http://registry",
        WAIT,
        folder.resolve("state/awaited"),
        () -> nanos,
        (id, url) -> new GyreException("other"));
  }

  private Schema ask(String id) {
    asked.add(id);
    nanos += answersAfterNanos;
    if (away) {
      throw new RegistryException(RegistryException.Kind.AWAY, "it does not answer");
    }
    if (!there.containsKey(id)) {
      throw new RegistryException(RegistryException.Kind.UNKNOWN, "it has none");
    }
    return there.get(id);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void shouldAskOnceForEachSchema() {
    there.put("id/1", A);

    assertThat(schemas.get("id/1")).isEqualTo(A);
    assertThat(schemas.get("id/1")).isEqualTo(A);

    assertThat(asked).containsExactly("id/1");
  }

  @Test
  void shouldAwaitARegistryThatIsAwayForAnyTime() {
    away = true;
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> schemas.get("id/1"))
          .isInstanceOf(SchemaWaitException.class)
          .hasMessage("the schema id/1 is awaited: it does not answer");
      pass(WAIT);
    }
    away = false;
    there.put("id/1", A);

    assertThat(schemas.get("id/1")).isEqualTo(A);
  }

  @Test
  void shouldDenyWhatIsUnknownForTheWholeWait() {
    assertThatThrownBy(() -> schemas.get("id/1"))
        .isInstanceOf(SchemaWaitException.class)
        .hasMessageContaining("is awaited for up to 5m: it has none");
    pass(WAIT.minusNanos(1));
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    pass(Duration.ofNanos(1));

    assertThat(schemas.get("id/1").denied())
        .isEqualTo("the schema registry has none of this id, which was awaited for 5m");
  }

  /** Or a topic with wrong ids would stall for five minutes at each of them. */
  @Test
  void shouldAwaitNoOtherForAnHourAfterOneWasDenied() {
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    pass(WAIT);
    assertThat(schemas.get("id/1").denied()).isNotNull();

    assertThat(schemas.get("id/2").denied()).isEqualTo("the schema registry has none of this id");
    pass(Duration.ofMinutes(59));
    assertThat(schemas.get("id/3").denied()).isNotNull();
    pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> schemas.get("id/4")).isInstanceOf(SchemaWaitException.class);
  }

  @Test
  void shouldNotAwaitAgainAfterARestartWhatWasDeniedBefore() {
    schemas.use("id/1", Schema.denied("as before"));

    assertThat(schemas.get("id/1").denied()).isEqualTo("as before");
    assertThat(asked).isEmpty();
    assertThatThrownBy(() -> schemas.get("id/2"))
        .as("another one is awaited")
        .isInstanceOf(SchemaWaitException.class);
  }

  /** However often it is killed; time in which nobody asks does not count. */
  @Test
  void shouldCountOnAfterARestart() {
    for (int quarter = 0; quarter < 3; quarter++) {
      assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
      pass(WAIT.dividedBy(4));
      assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
      schemas = started();
      pass(WAIT);
    }
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    assertThatThrownBy(() -> schemas.get("id/2")).isInstanceOf(SchemaWaitException.class);
    pass(WAIT.dividedBy(4));

    assertThat(schemas.get("id/1").denied()).contains("which was awaited for 5m");
    schemas = started();
    assertThat(schemas.get("id/1").denied())
        .as("killed before that was committed")
        .contains("which was awaited for 5m");
  }

  @Test
  void shouldForgetTheWaitForASchemaThatCame() {
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    pass(WAIT.minusMillis(1));
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    schemas = started();
    there.put("id/1", A);
    assertThat(schemas.get("id/1")).isEqualTo(A);
    there.clear();
    schemas = started();

    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    pass(Duration.ofMillis(1));
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
  }

  @Test
  void shouldBeginToWaitIfWhatWasKeptCannotBeRead() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Files.write(folder.resolve("state/awaited"), new byte[40]);

    schemas = started();

    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
  }

  /** The registry never had it. */
  @Test
  void shouldNotCallASchemaLostThatWasDenied() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(UsedSchemas.class);
    log.start();
    logger.addAppender(log);
    try {
      schemas.use("id/1", Schema.denied("as before"));
      schemas.look(failure -> {});
      assertThat(log.list).isEmpty();

      schemas.use("id/2", A);
      schemas.look(failure -> {});
      schemas.look(failure -> {});
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .startsWith("http://registry no longer has the schema id/2: ");
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void shouldFindWhatWasDeniedOnceItIsThere() {
    schemas.use("id/1", Schema.denied("as before"));
    schemas.look(failure -> {});
    assertThat(schemas.get("id/1").denied()).isNotNull();
    there.put("id/1", A);

    schemas.look(failure -> {});

    assertThat(schemas.get("id/1")).isEqualTo(A);
  }

  /** Another version of Gyre may find other words. */
  @Test
  void shouldNotTakeAnotherReasonForAnotherSchema() {
    schemas.use("id/1", Schema.denied("as before"));
    there.put("id/1", Schema.denied("in other words"));
    List<GyreException> failures = new ArrayList<>();

    schemas.look(failures::add);
    schemas.requireSame();

    assertThat(failures).isEmpty();
  }

  /** Time in which it could not say whether it knows a schema does not count. */
  @Test
  void shouldAwaitASchemaAnewAfterTheRegistryWasAway() {
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    away = true;
    pass(WAIT);
    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    away = false;

    assertThatThrownBy(() -> schemas.get("id/1")).isInstanceOf(SchemaWaitException.class);
    pass(WAIT);
    assertThat(schemas.get("id/1").denied()).isNotNull();
  }

  /** A registry that was wiped is filled again one schema at a time. */
  @Test
  void shouldCompareTheOthersIfSomeAreLost() {
    for (int i = 0; i < 20; i++) {
      schemas.use("id/" + i, A);
    }
    schemas.requireSame();
    assertThat(asked).as("all are asked for").hasSize(20);
    there.put("id/13", B);

    assertThatThrownBy(schemas::requireSame).isInstanceOf(GyreException.class);
  }

  @Test
  void shouldAskBeforeCommitsForThoseAloneThatAreLost() {
    for (int i = 0; i < 20; i++) {
      there.put("id/" + i, A);
      schemas.use("id/" + i, A);
    }
    there.remove("id/13");
    schemas.requireSame();
    asked.clear();

    schemas.requireSame();

    assertThat(asked).containsExactly("id/13");
  }

  @Test
  void shouldCompareWhatWasUsedBeforeTheFirstCommitAndOnlyThen() {
    there.put("id/1", A);
    schemas.use("id/1", A);

    schemas.requireSame();
    schemas.requireSame();

    assertThat(asked).containsExactly("id/1");
  }

  @Test
  void shouldForbidTheCommitIfAnotherSchemaHasTheId() {
    there.put("id/1", B);
    schemas.use("id/1", A);

    assertThatThrownBy(schemas::requireSame).isInstanceOf(GyreException.class);
    there.put("id/1", A);
    assertThatThrownBy(schemas::requireSame).as("later too").isInstanceOf(GyreException.class);
  }

  @Test
  void shouldCommitWhileTheRegistryIsAwayOrHasLostItsSchemas() {
    schemas.use("id/1", A);
    away = true;
    assertThatCode(schemas::requireSame).doesNotThrowAnyException();
    away = false;
    assertThatCode(schemas::requireSame).doesNotThrowAnyException();
    there.put("id/1", B);

    assertThatThrownBy(schemas::requireSame).isInstanceOf(GyreException.class);
  }

  /** A registry is away for a while before it has lost its schemas. */
  @Test
  void shouldCompareAllBeforeTheNextCommitOnceOneLookHadNoAnswer() {
    there.put("id/1", A);
    there.put("id/2", A);
    schemas.get("id/1");
    schemas.get("id/2");
    schemas.requireSame();
    away = true;
    List<GyreException> failures = new ArrayList<>();
    schemas.look(failures::add);
    away = false;
    there.put("id/2", B);

    assertThatThrownBy(schemas::requireSame).isInstanceOf(GyreException.class);
    assertThat(failures).isEmpty();
    schemas.look(failures::add);
    assertThat(failures).hasSize(1);
  }

  @Test
  void shouldFindByLookingThatASchemaIsAnotherOne() {
    for (int i = 0; i < 5; i++) {
      there.put("id/" + i, A);
      schemas.get("id/" + i);
    }
    there.put("id/3", B);
    List<GyreException> failures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      schemas.look(failures::add);
    }

    assertThat(failures).isNotEmpty();
  }

  /** Commits would take as long as a registry that does not even refuse a connection. */
  @Test
  void shouldLeaveASilentRegistryToTheLook() {
    schemas.use("id/1", A);
    away = true;
    answersAfterNanos = Duration.ofSeconds(2).toNanos();
    schemas.requireSame();
    int before = asked.size();

    schemas.requireSame();

    assertThat(asked).hasSize(before);
    away = false;
    answersAfterNanos = 0;
    there.put("id/1", B);
    schemas.look(failure -> {});
    assertThatThrownBy(schemas::requireSame).isInstanceOf(GyreException.class);
  }

  @Test
  void shouldGlanceAgainAfterASecondWithoutDenyingForGood() {
    assertThat(schemas.glance("id/1").denied()).isEqualTo("it has none");
    there.put("id/1", A);
    assertThat(schemas.glance("id/1").denied()).isEqualTo("it has none");
    pass(Duration.ofSeconds(1));

    assertThat(schemas.glance("id/1")).isEqualTo(A);
    assertThat(schemas.glance("id/1")).isEqualTo(A);
    assertThat(asked).containsExactly("id/1", "id/1");
  }

  @Test
  void shouldRefuseToUseTwoSchemasOfOneId() {
    schemas.use("id/1", A);

    assertThatThrownBy(() -> schemas.use("id/1", B)).isInstanceOf(GyreException.class);
  }

  @Test
  void shouldSayOnceWhyItWaitsAndStopWhenAsked() {
    List<String> told = new ArrayList<>();
    int[] looks = new int[1];

    assertThatThrownBy(() -> schemas.await("id/1", told::add, () -> ++looks[0] == 2))
        .isInstanceOf(SchemaWaitException.class);
    assertThat(told).hasSize(1);
  }
}
