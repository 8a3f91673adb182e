package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class GyreTest {

  private static final Map<String, String> NOTHING_SET = Map.of();

  @Test
  void shouldShowTheCommandsInTheOrderAPersonNeedsThem() {
    Terminated help = Terminated.run(NOTHING_SET, "--help");

    help.requireDone();
    assertThat(help.out())
        .containsSubsequence("On your own cluster", "topics", "learn", "produce", "ask", "watch");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cost", "metrics", "predictions", "alerts", "dead-letters"})
  void shouldSayOfEachSubjectWhatWatchPrints(String subject) {
    assertThat(Terminated.run(NOTHING_SET, "watch", "--help").out()).contains(" " + subject + ": ");
  }

  @Test
  void shouldShowTheHelpAsAFaultWithoutACommand() {
    Terminated help = Terminated.run(NOTHING_SET);

    assertThat(help.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(help.err()).startsWith("Usage: gyre");
    assertThat(help.out()).isEmpty();
  }

  @Test
  void shouldTellItsVersion() {
    assertThat(Terminated.run(NOTHING_SET, "--version").out())
        .matches("gyre .+ \\(Kafka 4\\..+, Java .+\\)\\R");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                                | Unmatched argument at index 0: 'nonsense'
          topics --bogus                          | Unknown option: '--bogus'
          topics --partitions 0                   | --partitions: expected 1 or more, found 0
          topics --partitions x                   | Invalid value for option '--partitions': 'x' is not an int
          topics --points a/b                     | topic 'a/b': expected 1 to 249 letters
          topics --connect-timeout 0              | --connect-timeout: expected 1 to 86400 seconds, found 0
          ask                                     | Missing required parameter: 'FIELD=VALUE'
          ask 0.1 x                               | FEATURE: expected a finite number such as -0.3, or all as in age=33, found 'x'
          ask 0.1 NaN                             | FEATURE: expected a finite number such as -0.3, or all as in age=33, found 'NaN'
          ask age=33 0.5                          | FIELD=VALUE: expected all as in age=33
          ask {"age":33 }                         | JSON: expected one object in single quotes
          explain --top 0                         | --top: expected 1 or more, found 0
          explain a b                             | Unmatched argument at index 2: 'b'
          ask 0.1 --bogus                         | Unknown option: '--bogus'
          ask 0.1 0.2 --url localhost:8082        | --url: expected as http://localhost:8082 or https:
          watch                                   | Missing required parameter: 'WHAT'
          watch loss                              | expected cost, predictions, metrics, alerts or dead-letters, found 'loss'
          watch dead-letters --learner network    | --learner does not go with dead-letters
          watch predictions --application-id a    | --application-id does not go with predictions
          learn --application-id a/b              | Invalid value for option '--application-id': application id "a/b": expected 1 to 100 letters
          serve --application-id a/b              | Invalid value for option '--application-id': application id "a/b": expected 1 to 100 letters
          dashboard --application-id a/b          | Invalid value for option '--application-id': application id "a/b": expected 1 to 100 letters
          reset --application-id ..               | Invalid value for option '--application-id': application id "..": expected 1 to 100 letters
          learn --points gyre-journal             | the topic gyre-journal is the journal of the application gyre itself
          learn --labels-topic gyre-journal       | the topic gyre-journal is the journal of the application gyre itself
          learn --learners absent.json            | learners file absent.json: there is no such file
          up --learners absent.json               | learners file absent.json: there is no such file
          learn --predictions 1/10,a              | predictions of "a": there is no such learner
          learn --window 0s                       | --window is 0 ms, expected 1 ms to 366 days
          up --kafka-port 70000                   | --kafka-port: expected 0 to 65535, found 70000
          up --data x.csv                         | --data: expected the folder where everything is kept, found the file x.csv. To learn from it: gyre up x.csv
          up src                                  | src: expected a file, found a directory
          up - --format csv                       | expected a FILE, which can be read again
          up pom.xml                              | pom.xml: say how it is written with --format csv
          up x.csv --rate 0                       | To send them as fast as they are taken: --rate max
          up x.csv --rate -1                      | --rate: expected 0.001 to 10,000,000 rows per second, or max, found -1.0
          up x.csv --arms 3                       | --arms is for the spirals, but a FILE is given
          up x.csv --value-format json            | of a FILE, --format says how it is written
          up --label y                            | --label is for a FILE, or for points of your own with --rate 0
          up --text y                             | --text is for a FILE, or for points of your own with --rate 0
          produce x.csv --arms 3                  | --arms is for the spiral, but a FILE is given: x.csv
          up --fresh                              | --fresh is for a FILE, and there is none
          up - --format csv                       | expected a FILE, which can be read again from where it was left, found standard input
          up --rate 0.5                           | --rate: expected 0 to 1000000 points per second, or max, found 0.5
          notebook --hidden 0                     | hidden is 0, expected 1 to
          notebook --learning-rate -1             | learningRate is -1
          notebook --passes 2000000000            | --passes: expected 1 to 10000000, found 2000000000
          health --http-port 0                    | --http-port: expected 1 to 65535, found 0
          learn --predictions 1/0                 | expected all, none or 1/N
          produce --rate -1                       | --rate: expected 0 to 10,000,000 points per second, found -1.0
          produce --count -1                      | --count: expected 0 or more, found -1
          produce --noise -1                      | --noise: found -1.0, expected a finite number of at least 0
          produce --swap-at -2                    | --swap-at: found -2, expected the number of a point
          produce -                               | standard input: say how it is written with --format csv
          produce pom.xml                         | pom.xml: say how it is written with --format csv
          produce --label y                       | --label is for a FILE, and there is none
          produce --no-label                      | --no-label is for a FILE, and there is none
          produce --id y                          | --id is for a FILE, and there is none
          produce --format csv                    | --format is for a FILE, and there is none
          produce a.csv --label y --no-label      | --label and --no-label exclude one another
          produce --late-labels                   | --late-labels is for a FILE, and there is none
          produce --label-delay 5                 | --label-delay is for a FILE, and there is none
          produce --labels-topic clicks           | --labels-topic is for a FILE, and there is none
          produce --time t                        | --time is for a FILE, and there is none
          produce a.csv --label-delay 1w          | 1w' is neither a number of rows, as 5000, nor a duration
          produce a.csv --label-delay -5          | -5' is neither a number of rows, as 5000, nor a duration
          produce a.csv --late-labels --label-delay 5 | --late-labels and --label-delay exclude one another
          produce a.csv --late-labels --no-label  | --late-labels and --no-label exclude one another
          produce a.csv --label-delay 5 --no-label | --label-delay and --no-label exclude one another
          produce a.csv --labels-topic clicks     | --labels-topic needs --late-labels or --label-delay
          produce a.csv --label-delay 5 --labels-topic points | --labels-topic: topic 'points': expected another than that of the points
          learn --labels-topic points             | --labels-topic: topic 'points': expected another than that of the points
          learn --labels-topic a --per-partition  | --per-partition and --labels-topic exclude each other
          score a.csv --review 0/1d               | expected more than 0 points and at most 2147483647, found 0
          score a.csv --review 100                | 100' is no budget; expected a number in a period, as 100/1d or 20/1h, or a share of all, as 5%
          score a.csv --review 100/1w             | 1w' is not a duration
          score a.csv --review 120%               | expected at most 100%, found 120%
          score a.csv --review 100/1d             | --review 100/1d is in the time of the rows: say with --time which field has it, or give a share of the rows, as --review 5%
          learn --cost-alarm 5                    | --cost-miss and --cost-alarm belong together
          learn --cost-miss -5 --cost-alarm 5     | expected a number of 0 or more, or a field, found -5.0
          learn --cost-miss 100 --cost-alarm 0    | --cost-alarm 0 makes an alert of every point
          learn --cost-miss label --cost-alarm 5  | --cost-miss, --cost-alarm: found label, which is the label
          learn --cost-miss a --cost-alarm 5 --ignore a | found a, which is the label, the id or the time, or left out by --fields or --ignore
          learn --cost-miss 5 --cost-alarm 100    | --cost-miss 5 --cost-alarm 100 makes no alert of any point
          learn --review 5% --classes a,b,c       | there are 3 classes; say with --positive which of them is looked for
          learn --review 5% --per-partition       | --review, --outliers, --cost-miss and --cost-alarm need one model
          learn --outliers 10/1d --classes a,b    | --outliers is of amounts, and the label is a class; --amount says otherwise
          learn --review 5% --amount              | --review is of classes, and the label is an amount: --outliers finds labels that surprise
          score a.csv --amount --outliers 10/1d   | --outliers 10/1d is in the time of the rows
          learn --late-labels --waiting 0         | --waiting is 0 points, expected 1 or more
          learn --late-labels --wait 0s           | --wait is 0 ms, expected 1 or more
          learn --late-labels --learn-too-late    | --learn-too-late needs --unlabelled-as CLASS: without it no point is learned before its label
          score a.csv --label-delay 7d --time t --wait 1d | --wait 1d ends before --label-delay 7d: points are given up before their labels come
          learn --unlabelled-as 0                 | --unlabelled-as is for points that wait for their labels: say --late-labels, or in gyre learn --labels-topic TOPIC
          score a.csv --unlabelled-as 0 --learn-too-late | --unlabelled-as is for points that wait for their labels
          up a.csv --unlabelled-as 0              | --unlabelled-as is for points that wait for their labels
          learn --late-labels --unlabelled-as=    | label: expected text of whole characters
          learn --amount --late-labels --wait 5m --unlabelled-as none | --unlabelled-as: the label is an amount, expected a number, found "none"
          score a.csv --late-labels --unlabelled-as 0 --label-delay 5 | --label-delay and --late-labels exclude one another
          learn --journal-keep 5                  | 5' is not a number of bytes
          score a.csv --late-labels --label-delay 5 | --label-delay and --late-labels exclude one another
          produce a.csv --label-delay 5 --labels-topic metrics | --labels-topic: topic 'metrics': expected names that differ
          produce a.csv --late-labels --labels-topic a/b | --labels-topic: topic 'a/b': expected 1 to 249 letters
          produce a.csv --label-delay 5 --time t  | --time needs --label-delay with a duration, as 1h
          produce --rate fast                     | expected a number of points per second, or max, found 'fast'
          sample payment                          | expected one of [ORDERS, PAYMENTS, DELIVERIES]
          up --label-delay 5                      | --label-delay is for a FILE, and there is none
          up a.csv --label-delay 7d               | --label-delay of a time needs --time
          up a.csv --label-delay 5 --late-labels  | --label-delay and --late-labels exclude one another
          sample --rows 0                         | --rows: expected 1 or more, found 0
          produce points.csv --seed 1             | --seed is for the spiral, but a FILE is given: points.csv
          produce points.csv --count 1            | --count is for the spiral, but a FILE is given: points.csv
          """)
  void shouldEndWrongUsageWithOneMessageAndCodeTwo(String arguments, String message) {
    Terminated wrong = Terminated.run(NOTHING_SET, arguments.split(" +"));

    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains(message).contains("--help' shows").doesNotContain("\tat ");
    assertThat(wrong.err().lines().count()).isLessThanOrEqualTo(3);
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  void shouldSayThatAWrongValueCameFromTheEnvironment() {
    Terminated wrong = Terminated.run(Map.of("GYRE_CONNECT_TIMEOUT", "soon"), "topics");

    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err())
        .contains("'soon' is not an int (from the environment variable GYRE_CONNECT_TIMEOUT)");
  }

  @Test
  void shouldFailWithinTheTimeoutWhenNoBrokerAnswers() {
    Terminated absent =
        Terminated.run(
            Map.of("GYRE_CONNECT_TIMEOUT", "1"), "topics", "--bootstrap-server", "127.0.0.1:1");

    assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(absent.err())
        .startsWith("gyre topics: No Kafka broker answers at 127.0.0.1:1 (waited 1 s).")
        .contains("gyre up");
    assertThat(absent.err().lines().count()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "http://localhost", "no-such-host.invalid:9092", ","})
  void shouldNameAnAddressThatCannotBeOne(String address) {
    Terminated wrong = Terminated.run(NOTHING_SET, "topics", "--bootstrap-server", address);

    assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(wrong.err())
        .contains("--bootstrap-server", "expected HOST:PORT", "'" + address + "'");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    Terminated absent = Terminated.run(NOTHING_SET, "produce", "absent.csv");

    assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(absent.err()).isEqualToIgnoringNewLines("gyre produce: there is no file absent.csv");
  }

  /** Said before a broker is waited for. */
  @Test
  void shouldListTheColumnsWhenTheLabelIsNotClear(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("p.csv"), "x,bought\n1,yes\n");
    Map<String, String> nobody = Map.of("GYRE_BOOTSTRAP_SERVER", "127.0.0.1:1");
    String start = "gyre produce: " + file + ": ";

    Terminated none = Terminated.run(nobody, "produce", file.toString());
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(none.err())
        .startsWith(start + "no column is called label, class or target. Say with --label")
        .endsWith("The columns are: x, bought\n");
    Terminated other = Terminated.run(nobody, "produce", file.toString(), "--label", "y");
    assertThat(other.err())
        .isEqualTo(start + "there is no column \"y\" for the label. The columns are: x, bought\n");
    Terminated late =
        Terminated.run(nobody, "produce", file.toString(), "--label=x", "--late-labels");
    assertThat(late.err())
        .startsWith(start + "there is no column \"id\" for the id. The columns are: x, bought")
        .endsWith(". Say with --id which one tells that two rows are of one point\n");
    Terminated both =
        Terminated.run(
            nobody, "produce", file.toString(), "--label=x", "--id=x", "--label-delay=1");
    assertThat(both.err())
        .startsWith(
            start + "expected one column for the label and another for the id, found \"x\"");
    Terminated time =
        Terminated.run(
            nobody, "produce", file.toString(), "--label=x", "--label-delay=1h", "--time=t");
    assertThat(time.err())
        .isEqualTo(start + "there is no column \"t\" for the time. The columns are: x, bought\n");
    Terminated id = Terminated.run(nobody, "produce", file.toString(), "--no-label", "--id", "z");
    assertThat(id.err())
        .isEqualTo(start + "there is no column \"z\" for the id. The columns are: x, bought\n");
  }

  @Test
  void shouldPrintOrdersThatCanBeSent() {
    Terminated sample = Terminated.run(NOTHING_SET, "sample", "--rows", "3", "--seed", "7");

    sample.requireDone();
    assertThat(sample.err()).isEmpty();
    assertThat(sample.out().lines()).hasSize(4).first().asString().startsWith("placed,region,");
    assertThat(sample.out())
        .isEqualTo(Terminated.run(NOTHING_SET, "sample", "--rows=3", "--seed=7").out())
        .isNotEqualTo(Terminated.run(NOTHING_SET, "sample", "--rows=3", "--seed=8").out());
  }

  @Test
  void shouldRefuseAFileOfWhichNoFirstRowCanBeUsed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "when,x,y\n31/12/2026,1,a\n,2,b\n");
    Terminated refused =
        Terminated.run(
            NOTHING_SET, "up", file.toString(), "--label=y", "--time=when", "--data=" + folder);

    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("x.csv: none of its first rows can be used: time when: expected seconds");
    assertThat(refused.out()).isEmpty();
  }

  /** Its record would be larger than the broker takes: said before a broker is waited for. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldRefuseALearnerThatIsTooLarge(@TempDir Path folder) throws IOException {
    Path learners = folder.resolve("wide.json");
    Files.writeString(
        learners,
        """
        [{"name": "wide", "kind": "network", "hidden": 4096, "batch": 70000, "view": "full", "learningRate": 0.01}]
        """);
    Terminated refused =
        Terminated.run(
            NOTHING_SET, "learn", "--bootstrap-server=127.0.0.1:1", "--learners=" + learners);

    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .contains("learner \"wide\": with 2 classes it has 286,720,000 numbers in a batch")
        .contains("expected at most 268,435,455; make it smaller");
  }

  @Test
  void shouldRefuseASettingThatBreaksAPromise() {
    Terminated refused =
        Terminated.run(Map.of("KAFKA_ISOLATION_LEVEL", "read_uncommitted"), "watch", "cost");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("KAFKA_ISOLATION_LEVEL", "read_uncommitted", "read_committed", "Remove it");
  }

  @Test
  void shouldGiveEveryCommandADescriptionAnExampleAndTheVariablesOfItsOptions() {
    CommandLine root = Gyre.commandLine(NOTHING_SET, new StopSignal());
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              String help = command.getUsageMessage();
              assertThat(help).contains("Examples:", "gyre " + name);
              assertThat(command.getCommandSpec().usageMessage().description()).hasSize(1);
              String unwrapped = help.replaceAll("\\s+", " ");
              for (OptionSpec option : command.getCommandSpec().options()) {
                List<String> variables = EnvironmentDefaults.variables(option);
                assertThat(unwrapped).contains(String.join(", ", variables));
              }
            });
  }

  @Test
  void shouldHaveATextForEveryOptionAndArgumentAndOneForEveryText() {
    Set<String> shown =
        Gyre.commandLine(NOTHING_SET, new StopSignal()).getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().args().stream())
            .map(arg -> String.join("; ", arg.description()))
            .collect(Collectors.toSet());

    assertThat(shown).doesNotContain("");
    ResourceBundle texts = ResourceBundle.getBundle("io.gyre.cli.help.options");
    for (String key : texts.keySet()) {
      String untilVariable = texts.getString(key).formatted().split("\\$\\{")[0];
      assertThat(shown).as(key).anyMatch(text -> text.contains(untilVariable));
    }
  }

  @Test
  void shouldTakeTheExamplesOfItsHelp() {
    Pattern example = Pattern.compile("(?m)^  .*?gyre (.+?)(?: {2,}.*| [|>].*)?$");
    CommandLine root = Gyre.commandLine(NOTHING_SET, new StopSignal());
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              String examples = command.getUsageMessage().split("Examples:")[1];
              List<MatchResult> found = example.matcher(examples).results().toList();
              assertThat(found).as(name).isNotEmpty();
              found.forEach(match -> root.parseArgs(match.group(1).replace("'", "").split(" ")));
            });
  }
}
