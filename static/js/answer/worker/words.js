// What the Worker says of a body that it cannot read, by the script that says it.

export const words = {
  jsonStructure: {
    callback: "The callback's bracket is not closed.",
    trailing: "Something follows the end of the JSON.",
    cut: "The JSON ends too early.",
    comma: (/** @type {string} */ closing) => `Here a comma or ${closing} is missing.`,
    name: "Here a property's name in double quotes is missing.",
    colon: "Here a colon is missing.",
    value: "Here a value is missing, or it is none that JSON knows.",
    control: "A control character stands in a string unescaped.",
    escape: "JSON does not know this escape.",
    number: "This is not how JSON writes a number.",
  },
  tableHandlers: {
    unreadable: (/** @type {string} */ reason) => `This page cannot be read: ${reason}`,
    noList: "it holds no list.",
  },
  xmlStructure: {
    control: "XML does not allow this control character.",
    cut: (/** @type {string} */ name) => `The XML ends before </${name}>.`,
    unclosed: "This is never closed.",
    noElement: "The XML does not begin with an element.",
    trailing: "Something follows the end of the XML.",
    unclosedCdata: "This CDATA section is never closed.",
    reference: "This & begins no reference that XML knows.",
    closing: (/** @type {string} */ name) => `Here </${name}> is missing.`,
    noTag: "This < begins no tag.",
    noAttribute: "This is no attribute.",
    attributeValue: "Here an attribute's quoted value is missing.",
    cutTag: "The XML ends within a tag.",
  },
};
