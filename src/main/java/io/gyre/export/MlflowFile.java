package io.gyre.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The file {@code MLmodel}, by which MLflow takes the folder as a model of its flavour for ONNX.
 */
final class MlflowFile {

  private static final JsonMapper JSON = new JsonMapper();

  private MlflowFile() {}

  static String of(ExportedModel exported) {
    return """
        flavors:
          onnx:
            data: model.onnx
            providers:
            - CPUExecutionProvider
          python_function:
            data: model.onnx
            loader_module: mlflow.onnx
        signature:
          inputs: '%s'
          outputs: '%s'
          params: null
        """
        .formatted(
            tensors(exported.model().getGraph().getInputList()),
            tensors(exported.model().getGraph().getOutputList()));
  }

  /** Names of learners have no quotes in them. */
  private static ArrayNode tensors(List<ValueInfoProto> values) {
    ArrayNode all = JSON.createArrayNode();
    for (ValueInfoProto value : values) {
      ObjectNode tensor = all.addObject().put("name", value.getName()).put("type", "tensor");
      boolean isDouble =
          value.getType().getTensorType().getElemType() == DataType.DOUBLE.getNumber();
      ObjectNode spec =
          tensor.putObject("tensor-spec").put("dtype", isDouble ? "float64" : "int64");
      ArrayNode shape = spec.putArray("shape");
      for (Dimension each : value.getType().getTensorType().getShape().getDimList()) {
        shape.add(each.hasDimValue() ? each.getDimValue() : -1);
      }
    }
    return all;
  }
}
