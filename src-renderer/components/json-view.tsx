import { ActionIcon } from '@mantine/core';
import { ChevronRight, Copy } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from './format';
import { notify } from './notify';

interface JsonViewProps {
  /** Any JSON value; undefined says that there is none. */
  value: unknown;
  /** What it is: `Payload`. */
  label: string;
}

/** Entries of one object or array that are drawn before somebody asks for more. */
const pageSize = 100;
/** Characters of a text that are drawn before somebody asks for the rest. */
const textLength = 2_000;
/** Levels that are open from the start. */
const openLevels = 2;

/** JSON as a tree that folds, with a button that copies it. */
export function JsonView({ value, label }: JsonViewProps) {
  if (value === undefined) return <p className="quiet">No {label.toLowerCase()}.</p>;
  const copy = () => {
    navigator.clipboard.writeText(JSON.stringify(value, null, 2)).then(
      () => notify.success({ title: `${label} copied` }),
      (error: Error) => notify.failure({ title: 'Not copied', text: error.message }),
    );
  };
  return (
    <section className="json" aria-label={label}>
      <ActionIcon className="json-copy" aria-label={`Copy ${label}`} title="Copy" onClick={copy}>
        <Copy size={14} />
      </ActionIcon>
      <Node value={value} level={0} />
    </section>
  );
}

interface NodeProps {
  name?: string;
  value: unknown;
  level: number;
}

function Node({ name, value, level }: NodeProps) {
  if (typeof value === 'object' && value !== null) return <Branch name={name} value={value} level={level} />;
  return (
    <div className="json-line">
      <Name name={name} />
      <Leaf value={value} />
    </div>
  );
}

function Branch({ name, value, level }: NodeProps & { value: object }) {
  const [open, setOpen] = useState(level < openLevels);
  const [shown, setShown] = useState(pageSize);
  const isList = Array.isArray(value);
  const [begin, end] = isList ? '[]' : '{}';
  const entries = Object.entries(value);
  if (entries.length === 0)
    return (
      <div className="json-line">
        <Name name={name} />
        <span className="quiet">
          {begin}
          {end}
        </span>
      </div>
    );
  return (
    <div>
      <button
        type="button"
        className="json-line json-fold"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={12} aria-hidden="true" />
        <Name name={name} />
        <span className="quiet">{open ? begin : `${begin} ${size(entries.length, isList)} ${end}`}</span>
      </button>
      {open && (
        <div className="json-inside">
          {entries.slice(0, shown).map(([key, entry]) => (
            <Node key={key} name={key} value={entry} level={level + 1} />
          ))}
          {shown < entries.length && (
            <button type="button" className="text-button" onClick={() => setShown(shown + 10 * pageSize)}>
              {formatCount(entries.length - shown)} more
            </button>
          )}
        </div>
      )}
      {open && <div className="json-line quiet">{end}</div>}
    </div>
  );
}

function Name({ name }: { name?: string }) {
  return name === undefined ? null : <span className="json-name">{name}: </span>;
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== 'string') return <span className={`json-${typeof value}`}>{String(value)}</span>;
  const cut = !whole && value.length > textLength;
  return (
    <span className="json-string">
      {JSON.stringify(cut ? value.slice(0, textLength) : value)}
      {cut && (
        <button type="button" className="text-button" onClick={() => setWhole(true)}>
          {formatCount(value.length - textLength)} more characters
        </button>
      )}
    </span>
  );
}

function size(count: number, isList: boolean): string {
  const [one, many] = isList ? ['entry', 'entries'] : ['field', 'fields'];
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
