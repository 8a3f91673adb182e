package io.gyre.data.record;

import io.gyre.data.InvalidPointException;
import io.gyre.data.record.RecordReader.Accepts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads records of a format by their schemas, each of which is parsed once. Not thread-safe.
 *
 * @param <S> a schema as the format's library has it
 */
abstract class SchemaReader<S> extends TypedReader {

  private static final int MOST_SCHEMAS = 64; // of those used last

  private final Map<Schema, S> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Schema, S> eldest) {
          return size() > MOST_SCHEMAS;
        }
      };

  private Schema lastSchema; // most likely the next record's, too
  private S lastParsed;

  SchemaReader(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  abstract S parse(String schema) throws InvalidPointException;

  final S parsed(Schema schema) throws InvalidPointException {
    if (schema != lastSchema) {
      S found = parsed.get(schema);
      if (found == null) {
        found = parse(schema.text());
        parsed.put(schema, found);
      }
      lastSchema = schema;
      lastParsed = found;
    }
    return lastParsed;
  }
}
