import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type AttributeProtoSchema,
  type NodeProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

import type { LogisticModel } from './logistic-regression.ts';

/** What the file says about itself. */
export interface ModelCard {
  readonly name: string;
  readonly version: string;
  readonly featureNames: readonly string[];
  /** Name of the negative class, then of the positive one. */
  readonly classNames: readonly [string, string];
}

type Attribute = MessageInitShape<typeof AttributeProtoSchema>;
type Node = MessageInitShape<typeof NodeProtoSchema>;
type ValueInfo = MessageInitShape<typeof ValueInfoProtoSchema>;

const ML_DOMAIN = 'ai.onnx.ml';

/**
 * A logistic regression as an ONNX file, with the inputs and outputs skl2onnx gives a scikit-learn
 * pipeline of SimpleImputer and LogisticRegression (without ZipMap, which Node cannot read):
 * `X` float [N, F] in, `label` string [N] and `probabilities` float [N, 2] out.
 */
export function toOnnx(model: LogisticModel, card: ModelCard): Uint8Array {
  const { coefficients, intercept } = model;
  const metadata = {
    model_name: card.name,
    version: card.version,
    feature_names: JSON.stringify(card.featureNames),
  };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'fastify-onnxruntime-example',
      opsetImport: [
        { domain: '', version: 17n },
        { domain: ML_DOMAIN, version: 3n },
      ],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name: card.name,
        node: [
          // A NaN would pass through the classifier and come out as "no rain" with probability NaN.
          node(
            'Imputer',
            'X',
            ['complete'],
            [
              floats('imputed_value_floats', model.means),
              float('replaced_value_float', Number.NaN),
            ],
          ),
          // One row of coefficients per class; LOGISTIC is applied to each.
          node(
            'LinearClassifier',
            'complete',
            ['label', 'scores'],
            [
              floats('coefficients', [...coefficients.map((value) => -value), ...coefficients]),
              floats('intercepts', [-intercept, intercept]),
              strings('classlabels_strings', card.classNames),
              string('post_transform', 'LOGISTIC'),
            ],
          ),
          node('Normalizer', 'scores', ['probabilities'], [string('norm', 'L1')]),
        ],
        input: [tensor('X', DataType.FLOAT, [coefficients.length])],
        output: [
          tensor('label', DataType.STRING, []),
          tensor('probabilities', DataType.FLOAT, [card.classNames.length]),
        ],
      },
    }),
  );
}

function node(opType: string, input: string, output: string[], attribute: Attribute[]): Node {
  return { opType, domain: ML_DOMAIN, name: opType, input: [input], output, attribute };
}

/** A tensor whose first dimension is the number of rows of the request. */
function tensor(name: string, elemType: DataType, columns: readonly number[]): ValueInfo {
  const dim = [
    { value: { case: 'dimParam' as const, value: 'N' } },
    ...columns.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })),
  ];
  return {
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType, shape: { dim } } } },
  };
}

function float(name: string, f: number): Attribute {
  return { name, type: AttributeType.FLOAT, f };
}

function floats(name: string, values: readonly number[]): Attribute {
  return { name, type: AttributeType.FLOATS, floats: [...values] };
}

function string(name: string, value: string): Attribute {
  return { name, type: AttributeType.STRING, s: bytes(value) };
}

function strings(name: string, values: readonly string[]): Attribute {
  return { name, type: AttributeType.STRINGS, strings: values.map(bytes) };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
