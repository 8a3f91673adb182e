package io.gyre.data;

/** What an id must be to come out on the predictions as it went in. */
final class PointIdCheck {

  private PointIdCheck() {}

  /** Returns the id, or refuses one that is too long or not well-formed text. */
  static String require(String id) throws InvalidPointException {
    if (id.length() > PointJson.MAX_ID_LENGTH) {
      throw new InvalidPointException(
          String.format(
              "id: expected at most %d characters, found %d, beginning with %s",
              PointJson.MAX_ID_LENGTH, id.length(), PrintableText.quoted(id)));
    }
    // JSON can escape half a character, which no UTF-8 can carry.
    if (!Utf8.encodes(id)) {
      throw new InvalidPointException(
          "id: expected whole characters, found half of one in " + PrintableText.quoted(id));
    }
    return id;
  }
}
