/** `ml.drift.state` to `ML_DRIFT_STATE`, the naming of the OpenTelemetry packages for JavaScript. */
export function constantName(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}

/** `ml.drift.state_change` to `MlDriftStateChange`. */
export function typeName(name: string): string {
  return name
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** The constant of an attribute key. */
export const attributeConstant = (key: string): string => `ATTR_${constantName(key)}`;

/** The constant of the fixed part of a template attribute's key, its dot included. */
export const prefixConstant = (key: string): string => `${attributeConstant(key)}_PREFIX`;

/** The constant of one value of an enumeration. */
export const valueConstant = (key: string, id: string): string =>
  `${constantName(key)}_VALUE_${constantName(id)}`;

/** The constant of the list of all values of an enumeration. */
export const valueListConstant = (key: string): string => `${constantName(key)}_VALUES`;

/** The type of the values of an enumeration. */
export const valueType = (key: string): string => `${typeName(key)}Value`;

/** The constant of a metric name. */
export const metricConstant = (name: string): string => `METRIC_${constantName(name)}`;

/** The constant of an event name. */
export const eventConstant = (name: string): string => `EVENT_${constantName(name)}`;

/** The type of the attributes of a signal or group; the prefix that only marks groups is left out. */
export const attributesType = (name: string): string =>
  `${typeName(name.replace(/^attributes\./, ''))}Attributes`;
