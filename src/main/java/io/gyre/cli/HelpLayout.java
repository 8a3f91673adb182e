package io.gyre.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Groups the commands, shows every option's text of {@code help/options.properties} with its
 * default and environment variable, and ends with the command's text in {@code help/}.
 */
final class HelpLayout {

  private static final int WIDTH = 100;

  private HelpLayout() {}

  static void apply(CommandLine commandLine) {
    commandLine.setResourceBundle(ResourceBundle.getBundle("io.gyre.cli.help.options"));
    commandLine.setUsageHelpWidth(WIDTH);
    commandLine.setHelpFactory(HelpLayout::help);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commandList);
    commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, h -> "");
    Stream.concat(Stream.of(commandLine), commandLine.getSubcommands().values().stream())
        .forEach(HelpLayout::applyAlone);
  }

  private static void applyAlone(CommandLine commandLine) {
    commandLine
        .getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .descriptionHeading("%n")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions%n");
    commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
  }

  private static String footer(Help help) {
    String file = "help/%s.txt".formatted(help.commandSpec().name());
    try (InputStream text = HelpLayout.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalStateException("no help: write src/main/resources/io/gyre/cli/" + file);
      }
      return "%n".formatted() + new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists the commands in the order in which a person needs them. */
  private static String commandList(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    return group(left, "See it work, on this machine alone", "up", "score", "sample", "notebook")
        + group(left, "On your own cluster", "topics", "learn")
        + group(
            left,
            "Points in, answers out",
            "produce",
            "ask",
            "serve",
            "explain",
            "watch",
            "dashboard",
            "export")
        + group(left, "Look after it", "health", "reset")
        + group(left, "More", left.keySet().toArray(String[]::new));
  }

  private static String group(Map<String, Help> left, String title, String... names) {
    String lines =
        Stream.of(names)
            .filter(left::containsKey)
            .map(
                name ->
                    "  %-11s%s%n"
                        .formatted(
                            name, left.remove(name).commandSpec().usageMessage().description()[0]))
            .collect(Collectors.joining());
    return lines.isEmpty() ? "" : "%n%s%n".formatted(title) + lines;
  }

  private static Help help(CommandSpec spec, ColorScheme colours) {
    return new Help(spec, colours) {
      @Override
      public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer renderer = super.createDefaultOptionRenderer();
        return (option, labels, scheme) -> renderer.render(explained(option), labels, scheme);
      }
    };
  }

  private static OptionSpec explained(OptionSpec option) {
    List<String> variables = EnvironmentDefaults.variables(option);
    if (variables.isEmpty()) {
      return option;
    }
    String[] description = option.description().clone();
    boolean defaults = option.defaultValue() != null && !option.defaultValue().isEmpty();
    description[description.length - 1] +=
        "%s [%s]"
            .formatted(
                defaults ? " Default: " + option.defaultValue() + "." : "",
                String.join(", ", variables));
    return OptionSpec.builder(option).description(description).build();
  }
}
