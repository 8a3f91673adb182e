package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that {@code src/docs/operations.md} gives each command, as lines of {@code
 * kafka-acls}. {@link RightsIT} shows that they are enough.
 */
public final class DocumentedRights {

  private static final Path DOCUMENT = Path.of("src/docs/operations.md");

  private DocumentedRights() {}

  /** Reads all of them; a command's principal is named after it. */
  public static List<AclBinding> all() throws IOException {
    List<AclBinding> rights = new ArrayList<>();
    Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.startsWith("$acls "))
        .forEach(line -> rights.addAll(bindings(line.substring("$acls ".length()))));
    assertThat(rights).hasSizeGreaterThan(20);
    return rights;
  }

  private static List<AclBinding> bindings(String line) {
    List<String> words = new ArrayList<>(Arrays.asList(line.strip().split(" +")));
    String principal = null;
    List<AclOperation> operations = new ArrayList<>();
    ResourceType type = null;
    String name = null;
    PatternType pattern = PatternType.LITERAL;
    while (!words.isEmpty()) {
      String option = words.remove(0);
      switch (option) {
        case "--allow-principal" -> principal = words.remove(0);
        case "--operation" -> operations.add(operation(words.remove(0)));
        case "--topic", "--group", "--transactional-id" -> {
          type =
              ResourceType.valueOf(option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
          name = words.remove(0);
        }
        case "--cluster" -> {
          type = ResourceType.CLUSTER;
          name = "kafka-cluster";
        }
        case "--resource-pattern-type" ->
            pattern = PatternType.valueOf(words.remove(0).toUpperCase(Locale.ROOT));
        default -> throw new IllegalArgumentException(line + ": " + option);
      }
    }
    ResourcePattern resource = new ResourcePattern(type, name, pattern);
    String user = principal;
    return operations.stream()
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(user, "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }

  /** Finds an operation by its name as {@code kafka-acls} takes it: DescribeConfigs. */
  private static AclOperation operation(String name) {
    return AclOperation.valueOf(
        name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }
}
