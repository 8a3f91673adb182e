package io.gyre.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the classes that a run has loaded, from which the JVM starts the next one a second or
 * two sooner: a dynamic archive of class data sharing (JEP 350), as {@code jcmd PID VM.cds
 * dynamic_dump FILE} makes it.
 */
final class ClassArchive {

  /**
   * Names the file. Set by {@code scripts/gyre} where there is none yet, together with {@code
   * -XX:+RecordDynamicDumpInfo}, without which the JVM cannot make it.
   */
  private static final String PROPERTY = "gyre.class.archive";

  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  private ClassArchive() {}

  /**
   * Makes the file, if it was asked for; takes some seconds. Without it all works, but slower.
   * Nothing is printed to standard output from here on.
   *
   * @param err where a person is told
   */
  static void keep(PrintWriter err) {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return;
    }
    err.println("Keeping the classes of this first run: later starts are quicker. A few seconds …");
    err.flush();
    try {
      Path made = Path.of(file + "." + ProcessHandle.current().pid());
      String said = dump(made);
      if (Files.exists(made)) {
        Files.move(made, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
      } else {
        LOG.info("Later starts stay slow: the JVM made no archive of its classes: {}", said);
      }
    } catch (JMException | IOException e) {
      LOG.info("Later starts stay slow: the JVM made no archive of its classes", e);
    }
  }

  private static String dump(Path file) throws JMException {
    // The JVM says on standard output that it is done.
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmCds",
                new Object[] {new String[] {"dynamic_dump", file.toString()}},
                new String[] {String[].class.getName()});
  }
}
