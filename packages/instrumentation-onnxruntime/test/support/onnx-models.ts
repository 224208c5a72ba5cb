import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';

const UTF8 = new TextEncoder();

type ElementType = 'FLOAT' | 'DOUBLE' | 'INT64' | 'STRING' | 'BOOL';

/** What every model may carry besides its graph. */
export interface ModelHeader {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly modelVersion?: number;
  readonly graphName?: string;
}

interface Graph {
  readonly nodes: readonly NodeProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  readonly initializers?: readonly MessageInitShape<typeof TensorProtoSchema>[];
}

/** Serializes a graph as `onnxruntime` loads it. */
export function model(graph: Graph, header: ModelHeader = {}): Uint8Array {
  const message = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'marigraph-tests',
    producerVersion: '1.0',
    modelVersion: BigInt(header.modelVersion ?? 0),
    opsetImport: [
      { domain: '', version: 13n },
      { domain: 'ai.onnx.ml', version: 3n },
    ],
    metadataProps: Object.entries(header.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: create(GraphProtoSchema, {
      name: header.graphName ?? 'graph',
      node: [...graph.nodes],
      input: [...graph.inputs],
      output: [...graph.outputs],
      initializer: (graph.initializers ?? []).map((init) => create(TensorProtoSchema, init)),
    }),
  });
  return toBinary(ModelProtoSchema, message);
}

/** A logistic regression as skl2onnx writes it: `X` [N, F] to `label` [N] and `probabilities` [N, C]. */
export function logisticRegression(
  options: ModelHeader & {
    /** One row of weights per class. */
    readonly weights: readonly (readonly number[])[];
    readonly classes: readonly number[] | readonly string[];
  },
): Uint8Array {
  const { weights, classes } = options;
  const features = weights[0]?.length ?? 0;
  const strings = typeof classes[0] === 'string';
  const nodes = [
    node('LinearClassifier', ['X'], ['label', 'scores'], {
      domain: 'ai.onnx.ml',
      attributes: [
        floats('coefficients', weights.flat()),
        floats(
          'intercepts',
          classes.map(() => 0),
        ),
        integer('multi_class', 0),
        text('post_transform', 'SOFTMAX'),
        strings
          ? texts('classlabels_strings', classes as readonly string[])
          : integers('classlabels_ints', classes as readonly number[]),
      ],
    }),
    node('Normalizer', ['scores'], ['probabilities'], {
      domain: 'ai.onnx.ml',
      attributes: [text('norm', 'L1')],
    }),
  ];
  return model(
    {
      nodes,
      inputs: [tensor('X', 'FLOAT', ['N', features])],
      outputs: [
        tensor('label', strings ? 'STRING' : 'INT64', ['N']),
        tensor('probabilities', 'FLOAT', ['N', classes.length]),
      ],
    },
    options,
  );
}

/** A linear layer `features` [N, F] to `output` [N, C], with a softmax behind it unless told otherwise. */
export function linear(
  options: ModelHeader & {
    /** One row per feature, one column per output. */
    readonly weights: readonly (readonly number[])[];
    readonly softmax?: boolean;
    /** Elements of a weight that nothing uses, to make a large file. */
    readonly ballast?: number;
  },
): Uint8Array {
  const { weights, softmax = true, ballast = 0 } = options;
  const outputs = weights[0]?.length ?? 0;
  const nodes = [node('MatMul', ['features', 'W'], [softmax ? 'scores' : 'output'])];
  if (softmax) {
    nodes.push(node('Softmax', ['scores'], ['output'], { attributes: [integer('axis', 1)] }));
  }
  return model(
    {
      nodes,
      inputs: [tensor('features', 'FLOAT', ['N', weights.length])],
      outputs: [tensor('output', 'FLOAT', ['N', outputs])],
      initializers: [
        floatWeights('W', [weights.length, outputs], weights.flat()),
        ...(ballast > 0
          ? [
              floatWeights(
                'ballast',
                [ballast],
                Array.from({ length: ballast }, () => 0),
              ),
            ]
          : []),
      ],
    },
    options,
  );
}

/** Named columns [N, 1] that are concatenated: the `probabilities` are softmax of age and income; `city` is unused. */
export function columns(header: ModelHeader = {}): Uint8Array {
  return model(
    {
      nodes: [
        node('Concat', ['age', 'income'], ['joined'], { attributes: [integer('axis', 1)] }),
        node('Softmax', ['joined'], ['probabilities'], { attributes: [integer('axis', 1)] }),
        node('Identity', ['city'], ['city_out']),
        node('Identity', ['member'], ['member_out']),
        node('Identity', ['account'], ['account_out']),
      ],
      inputs: [
        tensor('age', 'FLOAT', ['N', 1]),
        tensor('income', 'FLOAT', ['N', 1]),
        tensor('city', 'STRING', ['N', 1]),
        tensor('member', 'BOOL', ['N', 1]),
        tensor('account', 'INT64', ['N', 1]),
      ],
      outputs: [
        tensor('probabilities', 'FLOAT', ['N', 2]),
        tensor('city_out', 'STRING', ['N', 1]),
        tensor('member_out', 'BOOL', ['N', 1]),
        tensor('account_out', 'INT64', ['N', 1]),
      ],
    },
    header,
  );
}

/** Hands `input` through as `output`, whatever its shape: logits, images, several dimensions. */
export function identity(
  shape: readonly (number | string)[],
  options: ModelHeader & { readonly type?: ElementType } = {},
): Uint8Array {
  const type = options.type ?? 'FLOAT';
  return model(
    {
      nodes: [node('Identity', ['input'], ['output'])],
      inputs: [tensor('input', type, shape)],
      outputs: [tensor('output', type, shape)],
    },
    options,
  );
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  options: { readonly domain?: string; readonly attributes?: readonly AttributeProto[] } = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...input],
    output: [...output],
    domain: options.domain ?? '',
    attribute: [...(options.attributes ?? [])],
    name: `${opType}_${output.join('_')}`,
  });
}

export function tensor(
  name: string,
  type: ElementType,
  shape: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'string'
      ? { value: { case: 'dimParam' as const, value: size } }
      : { value: { case: 'dimValue' as const, value: BigInt(size) } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: DataType[type], shape: { dim } } } },
  });
}

function floatWeights(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): MessageInitShape<typeof TensorProtoSchema> {
  const rawData = new Uint8Array(Float32Array.from(values).buffer);
  return { name, dims: dims.map(BigInt), dataType: DataType.FLOAT, rawData };
}

export function integer(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
}

export function integers(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: values.map(BigInt) });
}

export function floats(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...values] });
}

export function text(name: string, value: string): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: UTF8.encode(value) });
}

export function texts(name: string, values: readonly string[]): AttributeProto {
  const strings = values.map((value) => UTF8.encode(value));
  return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings });
}
