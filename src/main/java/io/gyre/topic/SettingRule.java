package io.gyre.topic;

import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/** When a topic's setting serves as well as the one in {@code topics/}. */
enum SettingRule {
  /** A number no smaller; -1 is without limit. */
  AT_LEAST {
    @Override
    boolean met(String found, String expected) {
      return number(found) >= number(expected);
    }
  },
  /** A number no larger. */
  AT_MOST {
    @Override
    boolean met(String found, String expected) {
      return Double.parseDouble(found) <= Double.parseDouble(expected);
    }
  },
  /** The same words, separated by commas, in any order. */
  SAME {
    @Override
    boolean met(String found, String expected) {
      return words(found).equals(words(expected));
    }
  };

  abstract boolean met(String found, String expected);

  static SettingRule of(String setting) {
    return switch (setting) {
      case TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.RETENTION_BYTES_CONFIG,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG ->
          AT_LEAST;
      case TopicConfig.SEGMENT_BYTES_CONFIG, TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG ->
          AT_MOST;
      default -> SAME;
    };
  }

  private static long number(String text) {
    long number = Long.parseLong(text);
    return number < 0 ? Long.MAX_VALUE : number;
  }

  private static Set<String> words(String text) {
    return Set.copyOf(Arrays.asList(text.replace(" ", "").split(",")));
  }
}
