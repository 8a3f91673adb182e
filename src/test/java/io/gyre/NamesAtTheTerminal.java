package io.gyre;

import io.gyre.cli.option.OptionNames;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets messages name options in every test, as they do in the program. */
public final class NamesAtTheTerminal implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    OptionNames.use();
  }
}
