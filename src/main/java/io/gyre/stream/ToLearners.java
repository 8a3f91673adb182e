package io.gyre.stream;

import io.gyre.data.Point;
import io.gyre.scoring.Window;

/** What intake tells every learner of its partition. */
sealed interface ToLearners {

  /** The point at an offset is to be predicted. */
  record Predict(Point point, long offset) implements ToLearners {}

  /** The figures of a window are to be told; they are final if it is closed. */
  record Tell(Window window, boolean closed) implements ToLearners {}

  /** The parameters are to be published, as they stand. */
  record Publish() implements ToLearners {}
}
