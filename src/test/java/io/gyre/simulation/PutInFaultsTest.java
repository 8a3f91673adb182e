package io.gyre.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulation finds faults: each is put into the source of one class, which is compiled in
 * memory, and must be found by as many schedules as run in a minute.
 */
class PutInFaultsTest {

  private static final int MOST_SCHEDULES = 1_000;

  /** Those that come first are tried in each build, all where long tests run. */
  private static final int SOME = 3;

  /**
   * @param in the class, in main or here
   * @param text of its source, of which there is one, and what stands there instead
   * @param from the first schedule that is tried, where others find it late or take long
   */
  record PutIn(String what, String in, String text, String instead, int from) {

    PutIn(String what, String in, String text, String instead) {
      this(what, in, text, instead, 1);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static List<PutIn> faults() {
    return List.of(
        new PutIn(
            "a record is not merged",
            "stream/processor/MergeProcessor",
            "    long missed = missedBefore(",
            "    if (from.offset() == 7) { next = 8; return; }\n    long missed = missedBefore("),
        new PutIn(
            "the tail is applied twice at a start",
            "fold/Fold",
            "      tail.replay(this::take, store.state(), store.log());",
            "      tail.replay(this::take, store.state(), store.log());\n"
                + "      tail.replay(this::take, store.state(), store.log());"),
        new PutIn(
            "waiting points and keys are flushed with the tail",
            "fold/Fold",
            "      store.flush(whole);",
            "      store.flush(true);",
            5),
        new PutIn(
            "a replica takes keys and state of two saves",
            "replica/ChangelogReader",
            "      return digest == null || ",
            "      return true || "),
        new PutIn(
            "the write of a zombie is believed",
            "simulation/SimulatedCluster",
            "    if (!members.contains(member)) {",
            "    if (false) {",
            225),
        new PutIn(
            "what was read is committed, and not what was learned",
            "simulation/SimulatedInstance",
            "return buffer.isEmpty() ? position : buffer.element().offset();",
            "return position;"),
        new PutIn(
            "a commit goes without its state",
            "stream/processor/LearningProcessor",
            "          save();\n          settings",
            "          if (report.next() % 5 != 0) save();\n          settings"),
        new PutIn(
            "the position is ahead of what was learned",
            "fold/Fold",
            "state.position.moveTo(record.offset() + 1)",
            "state.position.moveTo(record.offset() + 2)"),
        new PutIn(
            "a key's label is remembered before its time, after a restart",
            "fold/keys/PendingLabels",
            "    firstMs = ByteBuffer.wrap(first, 1, Long.BYTES).getLong();\n"
                + "    if (firstMs > streamMs) {",
            "    boolean early = firstMs == UNKNOWN;\n"
                + "    firstMs = ByteBuffer.wrap(first, 1, Long.BYTES).getLong();\n"
                + "    if (!early && firstMs > streamMs) {"),
        new PutIn(
            "a replica believes a save of which half is there",
            "replica/ChangelogReader",
            "    long position = consumer.position(partition);\n    return ",
            "    long position = consumer.position(partition);\n    return true || "),
        new PutIn(
            "a replica changes the keys that its fold in use sees",
            "state/Overlay",
            "    other.below = this;",
            "    other.changes.clear();\n    other.below = this;"),
        new PutIn(
            "a window closes again after a restart",
            "time/PartitionWindows",
            "    clock.read(in);\n",
            "    clock.read(in);\n    clock.closedUntil = EventClock.NONE;\n"),
        new PutIn(
            "removals never reach the store",
            "state/Overlay",
            "    below.putAll(changes);",
            "    changes.values().removeIf(value -> value == null);\n    below.putAll(changes);"),
        new PutIn(
            "other settings are not saved at once",
            "fold/Fold",
            "    // Settings or the versions of parts may be others than were saved.\n"
                + "    tail.changed();",
            "    if (store.snapshots() == null) tail.changed();"),
        new PutIn(
            "records that were passed over are not refused",
            "stream/processor/LogGap",
            "    if (holdsRecord()) {",
            "    if (false) {",
            148),
        new PutIn(
            "a version is of what was saved last, and not of what is learned",
            "version/VersionKeeper",
            "    if (timed || !asked.isEmpty()) {\n      save.run();",
            "    if (timed || !asked.isEmpty()) {"),
        new PutIn(
            "a request for a version is forgotten by a restart",
            "version/KeptVersions",
            "    asked.addAll(in.getTexts());",
            "    in.getTexts();"),
        new PutIn(
            "a number is given to two versions",
            "version/VersionKeeper",
            "        write(start, \"\", nowMs, out);\n",
            "        write(start, \"\", nowMs, out);\n        kept.last--;\n"),
        new PutIn(
            "a version holds entries of the tail that are over",
            "version/VersionContent",
            " && !Tail.isOver(name, tail)",
            " && !name.equals(\"clock\")"),
        new PutIn(
            "a return does not look whether an instance has begun meanwhile",
            "simulation/SimulatedReturn",
            "    boolean commit = isUnchanged();",
            "    boolean commit = true;",
            475),
        new PutIn(
            "a return leaves points and keys that its version lacks",
            "app/VersionReturn",
            "filter(key -> !state || VersionContent.isContent(key.get()))",
            "filter(key -> state && VersionContent.isContent(key.get()))"));
  }

  static List<PutIn> some() {
    return faults().subList(0, SOME);
  }

  static List<PutIn> others() {
    return faults().subList(SOME, faults().size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("some")
  void shouldFind(PutIn fault) throws Exception {
    long begin = System.nanoTime();
    try (Faulty faulty = new Faulty(compile(fault))) {
      String found =
          (String)
              faulty
                  .loadClass(Simulation.class.getName())
                  .getDeclaredMethod("firstFault", long.class, int.class)
                  .invoke(null, (long) fault.from(), MOST_SCHEDULES);
      assertThat(found).as(fault.what()).isNotNull();
      System.out.printf(
          "%s: found by schedule %s from %d on, after %.1f s%n",
          fault.what(),
          found.lines().findFirst().orElse(""),
          fault.from(),
          (System.nanoTime() - begin) / 1e9);
    }
  }

  @LongRunning
  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void shouldFindTheOthers(PutIn fault) throws Exception {
    shouldFind(fault);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void shouldKnowWhereToPutTheOthers(PutIn fault) throws IOException {
    source(file(fault), fault);
  }

  private static Path file(PutIn fault) {
    Path main = Path.of("src/main/java/io/gyre", fault.in() + ".java");
    return Files.exists(main) ? main : Path.of("src/test/java/io/gyre", fault.in() + ".java");
  }

  private static String source(Path file, PutIn fault) throws IOException {
    String source = Files.readString(file);
    assertThat(source.split(Pattern.quote(fault.text()), -1))
        .as("the source that the fault is put into")
        .hasSize(2);
    return source;
  }

  private static Map<String, byte[]> compile(PutIn fault) throws IOException {
    Path file = file(fault);
    return compile(file.toUri(), source(file, fault).replace(fault.text(), fault.instead()));
  }

  private static Map<String, byte[]> compile(URI file, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
    JavaFileManager inMemory =
        new ForwardingJavaFileManager<>(files) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject of) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
              @Override
              public OutputStream openOutputStream() {
                return classes.computeIfAbsent(name, first -> new ByteArrayOutputStream());
              }
            };
          }
        };
    JavaFileObject changed =
        new SimpleJavaFileObject(file, JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignored) {
            return source;
          }
        };
    List<String> options =
        List.of("-cp", System.getProperty("java.class.path"), "-proc:none", "-nowarn");
    assertThat(compiler.getTask(null, inMemory, null, options, null, List.of(changed)).call())
        .isTrue();
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((name, content) -> bytes.put(name, content.toByteArray()));
    return bytes;
  }

  /** Loads all of Gyre anew, with some classes as they were compiled here. */
  private static final class Faulty extends URLClassLoader {

    private final Map<String, byte[]> changed;

    Faulty(Map<String, byte[]> changed) throws IOException {
      super(
          new URL[] {
            Path.of("target/classes/").toUri().toURL(),
            Path.of("target/test-classes/").toUri().toURL()
          },
          PutInFaultsTest.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.gyre.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = changed.get(name);
      return bytes == null ? findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }
  }
}
