import { isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';

/** The longest map or list that is written on one line, as JSON. */
const shortest = 72;

/** Makes the document of a file pleasant to read and to compare: short things on one line, requests never. */
export function layOut(root: unknown): void {
  eachField(root, (key, value) => {
    if (key === 'connections') eachField(value, (_name, spec) => compact(spec));
    else if (key === 'requests') eachItem(value, layOutRequest);
    else if (key === 'expect') eachItem(value, layOutExpectation);
  });
}

function layOutRequest(request: unknown): void {
  eachField(request, (key, value) => {
    if (key === 'expect') eachItem(value, layOutExpectation);
    else compact(value);
  });
}

function layOutExpectation(expectation: unknown): void {
  eachField(expectation, (key, value) => {
    if (key === 'where' || key === 'order') eachItem(value, compact);
    else compact(value);
  });
}

function compact(node: unknown): void {
  if (!isCollection(node)) return;
  if (JSON.stringify(node.toJSON()).length <= shortest) node.flow = true;
  else for (const item of node.items) compact(isPair(item) ? item.value : item);
}

function eachField(node: unknown, visit: (key: string, value: unknown) => void): void {
  if (isMap(node))
    for (const { key, value } of node.items) visit(String(isScalar(key) ? key.value : key), value);
}

function eachItem(node: unknown, visit: (item: unknown) => void): void {
  if (isSeq(node)) for (const item of node.items) visit(item);
}
