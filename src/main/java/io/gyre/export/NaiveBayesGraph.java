package io.gyre.export;

import io.gyre.fold.state.ScoredLearner;
import io.gyre.learning.text.NaiveBayes;

/** p = softmax(a·t + b + r), with what classes have that have just appeared. */
final class NaiveBayesGraph implements KindGraph {

  @Override
  public String add(ModelGraph model, ScoredLearner learner) {
    Graph graph = model.graph;
    RowInputs inputs = model.inputs;
    NaiveBayes bayes = (NaiveBayes) learner.learner;
    String ofWords =
        inputs.sumOfWords(
            bayes.ofWord(-1),
            bayes.entries(),
            word -> bayes.knows(word) ? bayes.ofWord(word) : null);
    String ofAll = graph.op("Mul", inputs.count(), graph.numbers(bayes.ofEachWord()));
    String t = graph.op("Div", graph.op("Sub", ofWords, ofAll), inputs.rootOfCount());
    String p = graph.softmax(graph.op("Add", t, graph.numbers(bayes.ofClasses())));
    return ModelGraph.withFresh(graph, p, bayes.fresh());
  }
}
