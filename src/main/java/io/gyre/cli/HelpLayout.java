package io.gyre.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How help looks: commands grouped in the order in which a person needs them, and beside every
 * option its default and its environment variable.
 */
final class HelpLayout {

  /** A command that is not named here still shows, last. */
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  private static final String OTHERS = "More";

  static {
    GROUPS.put("See it work, on this machine alone", List.of("up", "score", "sample", "notebook"));
    GROUPS.put("On your own cluster", List.of("topics", "learn"));
    GROUPS.put(
        "Points in, answers out", List.of("produce", "ask", "explain", "watch", "dashboard"));
    GROUPS.put("Look after it", List.of("health", "reset"));
  }

  private static final int WIDTH = 100;

  private HelpLayout() {}

  static void apply(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH);
    commandLine.setHelpFactory(VariablesShown::new);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commandList);
    commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, h -> "");
    forEach(
        commandLine,
        spec -> {
          spec.usageMessage().abbreviateSynopsis(true);
          spec.usageMessage().sortOptions(false);
          spec.usageMessage().descriptionHeading("%n");
          spec.usageMessage().parameterListHeading("%n");
          spec.usageMessage().optionListHeading("%nOptions%n");
        });
  }

  private static void forEach(
      CommandLine commandLine, java.util.function.Consumer<CommandSpec> action) {
    action.accept(commandLine.getCommandSpec());
    commandLine.getSubcommands().values().forEach(sub -> forEach(sub, action));
  }

  private static String commandList(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach((title, names) -> appendGroup(text, title, names, left));
    appendGroup(text, OTHERS, List.copyOf(left.keySet()), left);
    return text.toString();
  }

  private static void appendGroup(
      StringBuilder text, String title, List<String> names, Map<String, Help> left) {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      Help command = left.remove(name);
      if (command != null) {
        String[] description = command.commandSpec().usageMessage().description();
        lines.add("  %-11s%s%n".formatted(name, description.length == 0 ? "" : description[0]));
      }
    }
    if (!lines.isEmpty()) {
      text.append(String.format("%n%s%n", title));
      lines.forEach(text::append);
    }
  }

  private static final class VariablesShown extends Help {

    VariablesShown(CommandSpec spec, ColorScheme colours) {
      super(spec, colours);
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
      IOptionRenderer renderer = super.createDefaultOptionRenderer();
      return (option, labels, colours) -> renderer.render(explained(option), labels, colours);
    }

    private static OptionSpec explained(OptionSpec option) {
      List<String> variables = EnvironmentDefaults.variables(option);
      if (variables.isEmpty()) {
        return option;
      }
      String[] description = option.description().clone();
      int last = description.length - 1;
      if (option.defaultValue() != null && !option.defaultValue().isEmpty()) {
        description[last] += " Default: " + option.defaultValue() + ".";
      }
      description[last] += " [" + String.join(", ", variables) + "]";
      return OptionSpec.builder(option).description(description).build();
    }
  }
}
