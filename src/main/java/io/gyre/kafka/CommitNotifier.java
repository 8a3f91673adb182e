package io.gyre.kafka;

import io.gyre.kafka.StreamsClients.Observer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Tells an observer the sent records, once their transaction is committed. Not thread-safe. */
final class CommitNotifier {

  private final Observer observer;
  private final List<byte[]> values = new ArrayList<>();

  CommitNotifier(Observer observer) {
    this.observer = observer;
  }

  void sent(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().equals(observer.topic())) {
      values.add(record.value());
    }
  }

  void committed() {
    values.forEach(observer.values());
    values.clear();
  }

  void aborted() {
    values.clear();
  }
}
