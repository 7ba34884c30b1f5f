// A GitHub with an older schema: it refuses a whole document for what it does not know, as graphql-ruby does, with the
// consequences that this has for variables and fragments.

import { Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { schema } from './schema.mjs';

/** The errors of a document by `unknown`: `{type, field}`, `{type, field, argument}` or `{type}`. Empty when all is known. */
export function refusals(document, unknown) {
  if (unknown.length === 0) return [];
  const errors = [];
  const refuse = (node, message, extensions) => {
    const { line, column } = node.loc.startToken;
    errors.push({ path: ['query'], locations: [{ line, column }], extensions, message });
  };
  const types = new TypeInfo(schema);
  const used = new Set();
  const known = ({ typeCondition }) => !unknown.some(({ type, field }) => !field && type === typeCondition?.name.value);
  const check = (node) => {
    if (known(node)) return undefined;
    const typeName = node.typeCondition.name.value;
    refuse(node, `No such type ${typeName}, so it can't be a fragment condition`, { code: 'undefinedType', typeName });
    return false;
  };
  visit(document, visitWithTypeInfo(types, {
    InlineFragment: check,
    FragmentDefinition: check,
    Field(node) {
      const typeName = types.getParentType().name;
      const fieldName = node.name.value;
      const mine = unknown.filter(({ type, field }) => type === typeName && field === fieldName);
      if (mine.some(({ argument }) => !argument)) {
        refuse(node, `Field '${fieldName}' doesn't exist on type '${typeName}'`, { code: 'undefinedField', typeName, fieldName });
        return false;
      }
      for (const argument of node.arguments.filter(({ name }) => mine.some(({ argument }) => argument === name.value))) {
        const argumentName = argument.name.value;
        refuse(argument, `Field '${fieldName}' doesn't accept argument '${argumentName}'`, {
          code: 'argumentNotAccepted', name: fieldName, typeName: 'Field', argumentName,
        });
      }
      return undefined;
    },
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  }));
  if (errors.length === 0) return [];
  // What stands in a part that was not looked into counts as unused.
  for (const operation of document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
    for (const { variable } of operation.variableDefinitions.filter(({ variable }) => !used.has(variable.name.value))) {
      const name = variable.name.value;
      refuse(operation, `Variable $${name} is declared by ${operation.name.value} but not used`, { code: 'variableNotUsed', variableName: name });
    }
  }
  return errors;
}
