import { globSync } from 'node:fs';

import { type Configuration, loadConfiguration } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { vectors } from '../../../../test/support/vectors.ts';
import { readSources, type Tree } from '../../src/configuration/sources.ts';
import { outsideOf } from '../support/outside.ts';
import { standIns } from '../support/stand-ins.ts';

type Texts = Readonly<Record<string, string>>;

/** Files whose subject is not a configuration of ours, with the reason. */
const NOT_OURS: Texts = {
  'merge-append-scenarios.yaml': 'lists are appended only behind a feature gate of the Collector',
  'confmap/testdata/merge-append-scenarios.yaml':
    'lists are appended only behind a feature gate of the Collector',
  'confmap/internal/testdata/scalar.yaml': 'Go types that unmarshal themselves from scalars',
  'otelcol/testdata/components-output.yaml':
    'names Go modules; `components` has a layout of its own',
  'otelcol/testdata/components-output-sorted.yaml':
    'names Go modules; `components` has a layout of its own',
};

vectors.describe('otlp/collector-config', (folder) => {
  const seen = new Set(Object.keys(NOT_OURS));
  const text = (file: string): string => {
    seen.add(file);
    return vectors.text(folder, file);
  };
  const read = (file: string, environment: Texts = {}, files: Texts = {}): Tree =>
    readSources([{ name: file, text: text(file) }], [], outsideOf(environment, files));
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  describe('merging', () => {
    interface Scenario {
      readonly name: string;
      readonly configs: readonly unknown[];
      readonly expected: unknown;
    }
    const file = 'confmap/testdata/merge-append-scenarios-featuregate-disabled.yaml';
    const scenarios = parse(text(file)) as Scenario[];

    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      'is as the Collector’s: %s',
      (_, { configs, expected }) => {
        const sources = configs.map((config, index) => ({
          name: `${index}.yaml`,
          text: JSON.stringify(config),
        }));
        expect(plain(readSources(sources, [], outsideOf({})).value)).toEqual(expected);
      },
    );

    const first = text('otelcol/testdata/configs/1-config-first.yaml');
    const second = text('otelcol/testdata/configs/1-config-second.yaml');

    it.each([
      ['1-config-output.yaml', []],
      [
        '2-config-output.yaml',
        [
          'service::pipelines::logs::receivers: [foo,bar]',
          'service::pipelines::logs::exporters: [foo,bar]',
        ],
      ],
    ])('of several locations gives %s', (output, more) => {
      const sources = [first, second, ...more].map((source) => ({ name: 'x', text: source }));
      const { value, problems } = readSources(sources, [], outsideOf({}));
      expect(problems).toEqual([]);
      expect(plain(value)).toEqual(parse(text(`otelcol/testdata/configs/${output}`)));
    });

    it('replaces lists and keeps keys of the first file', () => {
      const base = text('confmap/internal/testdata/config.yaml');
      const over = text('confmap/internal/testdata/config2.yaml');
      expect(text('confmap/testdata/config.yaml')).toBe(base);
      const sources = [base, over].map((source) => ({ name: 'x', text: source }));
      const { value } = readSources(sources, [], outsideOf({}));
      expect(plain(value)).toEqual({
        ...(parse(base) as object),
        service: (parse(over) as { service: unknown }).service,
      });
    });
  });

  it('reads keys with :: as paths, and those with dots as they are', () => {
    const options = {
      'floating.point.example': 3.14,
      'integer.example': 1234,
      'bool.example': false,
      'string.example': 'this is a string',
      'nil.example': null,
    };
    const dots = read('confmap/internal/testdata/basic_types.yaml');
    expect(plain(dots.value)).toEqual({ 'typed.options': options });
    expect(plain(read('confmap/internal/testdata/embedded_keys.yaml').value)).toEqual({
      typed: {
        options: {
          floating: { point: { example: 3.14 } },
          integer: { example: 1234 },
          bool: { example: false },
          string: { example: 'this is a string' },
          nil: { example: null },
        },
      },
    });
  });

  describe('expansion', () => {
    const expanded = plain(parse(text('confmap/testdata/expand-with-no-env.yaml')));
    const environment = {
      EXTRA: 'some string',
      EXTRA_MAP_VALUE_1: 'some map value_1',
      EXTRA_MAP_VALUE_2: 'some map value_2',
      EXTRA_LIST_MAP_VALUE_1: 'some list map value_1',
      EXTRA_LIST_MAP_VALUE_2: 'some list map value_2',
      EXTRA_LIST_VALUE_1: 'some list value_1',
      EXTRA_LIST_VALUE_2: 'some list value_2',
    };

    it.each(['no', 'partial', 'all'])('of texts with %s variables', (how) => {
      const tree = read(`confmap/testdata/expand-with-${how}-env.yaml`, environment);
      expect(tree.problems).toEqual([]);
      expect(plain(tree.value)).toEqual(expanded);
    });

    it('of escaped references', () => {
      const tree = read('confmap/internal/e2e/testdata/expand-escaped-env.yaml', {
        ENV_VALUE: 'env_value',
        ENV_LIST: '[$$ESCAPE_ME, "${env:ENV_VALUE}"]',
        ENV_MAP: '{a: $$ESCAPE_ME}',
        ENV_NESTED_DOLLARSIGN: '$$ESCAPE_ME',
        ENV_NESTED_DOLLARSIGN_ESCAPED: '$$$ESCAPE_ME',
        ENV_EXPAND_NESTED: '${env:ENV_VALUE}',
      });
      expect(tree.problems).toEqual([]);
      expect(plain(tree.value['test_map'])).toEqual({
        key1: '$ENV_VALUE',
        key2: '$$ENV_VALUE',
        key3: '$env_value',
        key4: 'someenv_valuetext',
        key5: 'some${ENV_VALUE}text',
        key6: '${ONE}${TWO}',
        key7: 'text$',
        key8: '$',
        key9: '${1}${env:2}',
        key10: 'some${env:ENV_VALUE}text',
        key11: '${env:env_value}',
        key12: '${env:${ENV_VALUE}}',
        key13: 'env:MAP_VALUE_2}${ENV_VALUE}{',
        key14: '$env_value',
        key15: '$ENV_VALUE',
        // Here the specification of declarative configuration decides, and differs from the Collector: what a variable
        // contains is text, and is not expanded again (16 to 20); within a default nothing is escaped (22).
        key16: '[$$ESCAPE_ME, "${env:ENV_VALUE}"]',
        key17: '{a: $$ESCAPE_ME}',
        key18: '$$ESCAPE_ME',
        key19: '$$$ESCAPE_ME',
        key20: '${env:ENV_VALUE}',
        key21: 'default_value',
        key22: '${env:UNDEFINED_KEY:-${env:UNDEFINED_KEY}}',
      });
    });

    it.each([
      ['123', 123],
      ['0x10', 16],
      // YAML 1.2 has no octal numbers without `0o`; the Collector reads 83.
      ['0123', 123],
      ['1.5', 1.5],
      ['true', true],
      // Only YAML 1.2's booleans; the Collector converts `t` and `23` where a boolean is wanted.
      ['t', 't'],
      ['"0123"', '"0123"'],
      ['!!str 0123', '!!str 0123'],
      ['foo\nbar', 'foo\nbar'],
      ['2006-01-02T15:04:05Z07:00', '2006-01-02T15:04:05Z07:00'],
      ['[a, b]', '[a, b]'],
    ])('gives %j the type of YAML, and keeps its text', (value, typed) => {
      const of = (name: string, variable: string): Tree =>
        read(`confmap/internal/e2e/testdata/types_${name}.yaml`, { [variable]: value });
      expect(of('expand', 'ENV').value).toEqual({ field: typed });
      expect(of('expand', 'ENV').texts.get('field')).toBe(value);
      expect(of('map', 'VALUE').value).toMatchObject({ field: { key: typed } });
      expect(of('map', 'VALUE').texts.get('field.key')).toBe(value);
      expect(of('expand_inline', 'ENV').value).toEqual({
        field: `inline field with ${value} expansion`,
      });
      expect(plain(of('slice', 'VALUE').value)).toEqual({ field: [value] });
      expect(plain(of('complex', 'VALUE').value)).toEqual({ field: [{ key: [value] }] });
    });

    it.each([
      ['unset', { field: null }],
      ['unset_empty_map', { field: {} }],
      ['set_but_empty', { field: { key: null } }],
      ['null', { field: { key: null } }],
      ['empty_map', { field: { key: {} } }],
    ])('leaves a subsection that is %s as it is', (name, expected) => {
      const tree = read(`confmap/internal/e2e/testdata/subsection_${name}.yaml`);
      expect(plain(tree.value)).toEqual(expected);
    });

    it('of a file that holds a map, with a reference in a comment', () => {
      const snippet = text('confmap/internal/e2e/testdata/issue-10787-snippet.yaml');
      const tree = read(
        'confmap/internal/e2e/testdata/issue-10787-main.yaml',
        {},
        { 'testdata/issue-10787-snippet.yaml': snippet },
      );
      expect(tree.problems).toEqual([]);
      expect(plain(tree.value['exporters'])).toEqual({ debug: { verbosity: 'detailed' } });
    });

    it('of a file named by a variable; lists do not come from variables', () => {
      const pipelines = text('confmap/internal/e2e/testdata/indirect-slice-env-var-pipelines.yaml');
      const tree = read(
        'confmap/internal/e2e/testdata/indirect-slice-env-var-main.yaml',
        { BASE_FOLDER: '/etc', OTEL_LOGS_RECEIVER: '[nop, otlp]', OTEL_LOGS_EXPORTER: 'nop' },
        { '/etc/indirect-slice-env-var-pipelines.yaml': pipelines },
      );
      expect(tree.problems).toEqual([]);
      // The specification forbids to inject YAML structures by environment variables; the Collector makes lists here.
      expect(plain(tree.value['service'])).toEqual({
        pipelines: { logs: { receivers: '[nop, otlp]', exporters: 'nop' } },
      });
    });
  });

  describe('whole configurations', () => {
    const definitions = standIns('nop', 'otlp', 'debug', 'unhealthy', 'statuswatcher', 'r', 'e');
    const load = (file: string): Configuration => {
      const path = `otelcol/testdata/${file}`;
      return loadConfiguration({ texts: [{ name: file, text: text(path) }], definitions });
    };

    it.each([
      ['otelcol-nop.yaml', 3],
      ['otelcol-valid-connector-use.yaml', 3],
      ['otelcol-statuswatcher.yaml', 3],
      ['otelcol-otelconftelemetry.yaml', 1],
      ['otelcol-log-to-file.yaml', 2],
      ['print_default.yaml', 1],
      ['print.yaml', 1],
    ])('%s is valid', (file, count) => expect(load(file).pipelines).toHaveLength(count));

    it('warns of what has no effect', () => {
      expect(load('otelcol-log-to-file.yaml').warnings).toEqual([
        'extensions.zpages has no effect: the `http_api` extension shows what the process knows now',
        'service.telemetry.logs.output_paths has no effect: logs go to standard error',
      ]);
    });

    it.each([
      ['otelcol-cyclic-connector.yaml', /cycle detected: nop\/forward -> nop\/forward/],
      [
        'otelcol-invalid-connector-unused-rec.yaml',
        /used as exporter in \[logs\/in2\] but not used as receiver in any pipeline/,
      ],
      [
        'otelcol-invalid-connector-unused-exp.yaml',
        /used as receiver in \[logs\/in2\] but not used as exporter in any pipeline/,
      ],
      ['otelcol-invalid.yaml', /references processor "invalid" which is not configured/],
      [
        'otelcol-invalid-receiver-type.yaml',
        /unknown type: "nop_logs" for id: "nop_logs" \(valid values: \[debug /,
      ],
      ['otelcol-invalid-components.yaml', /unknown type: "nosuchprocessor"/],
      ['otelcol-invalid-telemetry.yaml', /service\.telemetry\.unknown: unknown key/],
      ['print_negative.yaml', /exporters\.e\.timeout: expected a duration .*, found -1/],
      ['print_invalid.yaml', /exporters\.e\.timeout: expected a duration .*, found "invalid"/],
    ])('%s is not', (file, expected) => expect(() => load(file)).toThrowError(expected));
  });

  it('leaves no file out', () => {
    const files = globSync('{,confmap/**/,otelcol/**/}*.yaml', { cwd: folder });
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
  });
});
