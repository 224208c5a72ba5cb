import type { AttributeDefinition, EnumType, PrimitiveType } from './model.ts';

/** An enumeration's members; empty for every other type. */
export function membersOf({ type }: AttributeDefinition): EnumType['members'] {
  return typeof type === 'object' ? type.members : [];
}

/** The type of one value: of a template that of each of its attributes, `undefined` for enumerations. */
export function primitiveOf({ type }: AttributeDefinition): PrimitiveType | undefined {
  if (typeof type === 'object') return undefined;
  return type.replace(/^template\[(.+)\]$/, '$1') as PrimitiveType;
}

/** Whether the key is only the beginning of the keys that are recorded. */
export function isTemplate({ type }: AttributeDefinition): boolean {
  return typeof type === 'string' && type.startsWith('template[');
}

/** The type as people read it. */
export function typeText({ type }: AttributeDefinition): string {
  return typeof type === 'string' ? type : 'string enumeration';
}

/** The key as people read it: that of a template ends in a placeholder. */
export function keyText(attribute: AttributeDefinition): string {
  return isTemplate(attribute) ? `${attribute.key}.<key>` : attribute.key;
}
