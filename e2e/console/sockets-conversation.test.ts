import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe.fixture';
import { browserPath, type ConsoleRig, tokens, untilText, useConsole } from './console.fixture';

const timeout = 90_000;
/** Planted in a payload: found in nothing that is saved. */
const planted = { password: 'hunter2-hunter2', api_key: 'sk-planted-in-a-payload' };

const composer = (page: Page) => page.getByRole('region', { name: 'Composer' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Frames' });
const line = (page: Page, name: RegExp) => grid(page).getByRole('row', { name });
const tree = (page: Page) => page.getByRole('tree', { name: 'Saved files' });
const item = (page: Page, name: RegExp) => tree(page).getByRole('treeitem', { name });
const connect = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Connect' }).getByRole('button', { name, exact: true }).click();
const choose = (page: Page, name: string) =>
  page.getByRole('tab', { name: new RegExp(`^open ${name}`) }).click();
const verdict = (stage: Locator, form: RegExp) => untilText(stage.getByRole('status').first(), form);

/** Writes into the composer that is shown. */
async function write(page: Page, frame: object): Promise<void> {
  await composer(page).getByRole('textbox', { name: 'Message' }).press('Control+a');
  await page.keyboard.insertText(JSON.stringify(frame));
}

async function send(page: Page, frame: object): Promise<void> {
  await write(page, frame);
  await page.keyboard.press('Control+Enter');
}

/** Plays one whole job as its client and as its worker, while a monitor looks on. */
async function playJob(page: Page): Promise<void> {
  for (const role of ['Client', 'Worker', 'Monitor']) await connect(page, role);
  for (const role of ['client', 'worker', 'monitor'])
    await line(page, new RegExp(`${role} received welcome`)).waitFor();
  await send(page, { type: 'subscribe', ref: 's', topics: ['jobs', 'workers'] });
  await line(page, /monitor received ok/).waitFor();
  const held = { jobId: '{{jobId}}', fence: '{{fence}}' };
  await choose(page, 'worker');
  await send(page, {
    type: 'register_worker',
    ref: 'r',
    machineId: 'by-hand',
    gpus: [{ id: 'gpu0', model: 'by hand', memoryMb: 24_000 }],
    jobTypes: ['paint'],
  });
  await line(page, /worker received worker_registered/).waitFor();
  // Ready before the job is there: it has to be taken within 2 s.
  await write(page, { type: 'assignment_ack', ref: 'a', ...held });
  await choose(page, 'client');
  await send(page, {
    type: 'submit_job',
    ref: 'j',
    job: { type: 'paint', payload: { motif: 'a lighthouse', ...planted } },
  });
  await line(page, /worker received job_assigned/).waitFor();
  await choose(page, 'worker');
  await composer(page).getByRole('button', { name: 'Send', exact: true }).click();
  await line(page, /worker received ok/).waitFor();
  await send(page, { type: 'job_progress', ...held, percent: 50, note: 'half of it' });
  await line(page, /client received job_progress/).waitFor();
  await send(page, { type: 'job_chunk', ...held, seq: 1, data: { stroke: 1 } });
  await line(page, /client received job_chunk/).waitFor();
  await send(page, { type: 'job_complete', ref: 'c', ...held, result: { done: true } });
  await line(page, /client received job_result/).waitFor();
  await line(page, /worker received accepted/).waitFor();
}

/** The saved files and their texts. */
async function savedTexts(rig: ConsoleRig): Promise<Map<string, string>> {
  const { files } = (await rig.system.admin('/collections')) as { files: { path: string }[] };
  const texts = files.map(async ({ path }): Promise<[string, string]> => {
    const query = new URLSearchParams({ path });
    const { text } = (await rig.system.admin(`/collections/file?${query}`)) as { text: string };
    return [path, text];
  });
  return new Map(await Promise.all(texts));
}

/** Puts a file where the console's are, as somebody with an editor does. */
async function put(rig: ConsoleRig, path: string, text: string): Promise<void> {
  const answer = await fetch(`${rig.system.url}/collections/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ path, text }),
  });
  expect(answer.status).toBe(200);
}

describe.skipIf(!browserPath)('a conversation over WebSockets', { timeout }, () => {
  const rig = useConsole({ expected: [/409 \(Conflict\)/] });

  it('is played by hand, kept as a collection and a recording, run and replayed', async () => {
    await put(rig, 'local.environment.yaml', 'name: local\nsecrets: [password1, apiKey1]\n');
    const page = await rig.page('sockets');
    await item(page, /^local, environment/).waitFor();
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await playJob(page);
    await exports(page);

    await page.getByRole('button', { name: 'Stop recording' }).click();
    const saving = page.getByRole('dialog', { name: 'Save the recording' });
    await saving.getByLabel('Name').fill('paint');
    await expectAccessible(page, 'saving a recording');
    await saving.getByRole('button', { name: 'Save', exact: true }).click();
    const recording = page.getByRole('region', { name: 'Recording paint.recording.jsonl' });
    await recording.getByText('signalbox replay paint --junit report.xml').waitFor();

    await page.getByRole('button', { name: 'More to keep' }).click();
    await page.getByRole('menuitem', { name: 'Save the log as a collection' }).click();
    const naming = page.getByRole('dialog', { name: 'Save as collection' });
    await naming.getByLabel('Name').fill('paint by hand');
    await naming.getByLabel('Folder').fill('smoke');
    await naming.getByRole('button', { name: 'Save', exact: true }).click();
    await item(page, /^paint by hand, collection/).waitFor();
    for (const role of ['client', 'worker', 'monitor'])
      await page.getByRole('button', { name: `Close ${role}` }).click();
    await expectNoSecrets(page);

    await giveSecrets(page);
    await runs(page);
    await replays(page);
    await expectNoSecrets(page);
  });

  /** Both sides of the job, on one clock, and no secret in it. */
  async function exports(page: Page): Promise<void> {
    const coming = page.waitForEvent('download');
    await page
      .getByRole('region', { name: 'Log', exact: true })
      .getByRole('button', { name: 'Export' })
      .click();
    await page.getByRole('menuitem', { name: /^All .* as JSON lines/ }).click();
    const text = await readFile(await (await coming).path(), 'utf8');
    const order = ['"submit_job"', '"job_assigned"', '"assignment_ack"', '"job_complete"', '"job_result"'];
    const places = order.map((type) => text.indexOf(type));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret);
  }

  /** Chooses the environment, and gives what it asks for. */
  async function giveSecrets(page: Page): Promise<void> {
    await page.getByRole('combobox', { name: 'Environment' }).click();
    await page.getByRole('option', { name: 'local' }).click();
    const asking = page.getByRole('dialog', { name: 'Secrets' });
    await asking.getByRole('textbox', { name: 'password1' }).fill(planted.password);
    await asking.getByRole('textbox', { name: 'apiKey1' }).fill(planted.api_key);
    await asking.getByRole('button', { name: 'Keep them' }).click();
  }

  async function runs(page: Page): Promise<void> {
    const file = page.getByRole('region', { name: 'File smoke/paint by hand.collection.yaml' });
    await file.getByRole('button', { name: 'Run', exact: true }).click();
    const run = page.getByRole('region', { name: 'Run of smoke/paint by hand.collection.yaml' });
    await verdict(run, /Passed|Failed/);
    expect(await verdict(run, /Passed|Failed/)).toMatch(/^Passed/);
    await expectAccessible(page, 'a run');

    await run.getByRole('button', { name: 'Edit', exact: true }).click();
    await file.getByText('Expectations', { exact: true }).click();
    await file.getByRole('button', { name: 'Add an expectation: job_complete' }).click();
    await page.getByRole('menuitem', { name: 'A frame like this comes' }).click();
    const form = page.getByRole('dialog', { name: 'A frame like this comes' });
    await form.getByRole('textbox', { name: 'Frame as JSON' }).press('Control+a');
    await page.keyboard.insertText('{"type":"job_result","result":{"done":"soon"}}');
    await form.getByRole('combobox', { name: 'Frame comes on' }).click();
    await page.getByRole('option', { name: 'client' }).click();
    await form.getByLabel('Within').fill('200ms');
    await expectAccessible(page, 'an expectation');
    await form.getByRole('button', { name: 'Take it' }).click();
    await file.getByText('job_result on client comes within 200 ms').waitFor();
    await file.getByRole('button', { name: 'Run', exact: true }).click();
    expect(await verdict(run, /Passed|Failed/)).toMatch(/^Failed.*1 of \d+ expectations failed/s);
    const failed = run.getByRole('listitem').filter({ hasText: 'within 200 ms' }).last();
    expect(await failed.innerText()).toMatch(/\$\.result\.done/);
    await failed.getByRole('button', { name: /^Frame/ }).click();
    await page.getByRole('region', { name: 'Frame', exact: true }).getByText('job_result received').waitFor();
    const coming = page.waitForEvent('download');
    await run.getByRole('button', { name: 'JUnit' }).click();
    expect(await readFile(await (await coming).path(), 'utf8')).toMatch(/<failure/);
  }

  async function replays(page: Page): Promise<void> {
    await item(page, /^paint, recording/).click();
    const recording = page.getByRole('region', { name: 'Recording paint.recording.jsonl' });
    await recording.getByRole('button', { name: 'Replay', exact: true }).click();
    expect(await verdict(recording, /Passed|Failed/)).toMatch(/^Passed/);

    // As if it had been recorded with a gateway that answered otherwise.
    const text = (await savedTexts(rig)).get('paint.recording.jsonl') ?? '';
    const lines = text
      .split('\n')
      .map((one) => (one.includes('"job_result"') ? one.replace('true', 'false') : one));
    await put(rig, 'paint.recording.jsonl', lines.join('\n'));
    await page.reload();
    await giveSecretsAgain(page);
    await item(page, /^paint, recording/).click();
    await recording.getByRole('button', { name: 'Replay', exact: true }).click();
    expect(await verdict(recording, /Passed|Failed/)).toMatch(/^Failed.*1 difference/s);
    const differences = recording.getByRole('region', { name: 'Differences' });
    expect(await untilText(differences, /replayed/)).toMatch(
      /\$\.result\.done.*recorded\s+false\s+replayed\s+true/s,
    );
    await expectAccessible(page, 'a difference');
    await differences.getByRole('button', { name: 'Allow this difference' }).click();
    await page.getByLabel('Why is it no fault?').fill('the result is new');
    await page.getByRole('button', { name: 'Allow it', exact: true }).click();
    expect(await verdict(recording, /Passed/)).toMatch(/no differences and \d+ allowed/);
    expect((await savedTexts(rig)).get('paint.recording.jsonl')).toContain('the result is new');

    await page.getByRole('combobox', { name: 'Speed' }).click();
    await page.getByRole('option', { name: 'Step by step' }).click();
    await recording.getByRole('button', { name: 'Replay again' }).click();
    await recording.getByRole('button', { name: 'Next' }).click();
    await recording.getByRole('button', { name: 'Stop' }).click();
    // Nothing stays connected that would go on taking jobs.
    await page
      .getByRole('tab', { name: /^(open|connecting) / })
      .first()
      .waitFor({ state: 'detached' });
    expect(await verdict(recording, /Passed|Failed/)).toMatch(/^Failed/);
  }

  async function giveSecretsAgain(page: Page): Promise<void> {
    await page.getByRole('button', { name: /0 of 2/ }).click();
    const asking = page.getByRole('dialog', { name: 'Secrets' });
    await asking.getByRole('textbox', { name: 'password1' }).fill(planted.password);
    await asking.getByRole('textbox', { name: 'apiKey1' }).fill(planted.api_key);
    await asking.getByRole('button', { name: 'Keep them' }).click();
  }

  async function expectNoSecrets(page: Page): Promise<void> {
    const kept = [
      ...(await savedTexts(rig)).values(),
      await page.evaluate('JSON.stringify({ ...localStorage })'),
    ];
    for (const secret of [...Object.values(planted), ...Object.values(tokens)])
      for (const text of kept) expect(text).not.toContain(secret);
  }

  it('is begun from an example, changed in the editor, and carried about as files', async () => {
    const page = await rig.page('sockets', { size: { width: 1024, height: 700 } });
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New collection' }).click();
    const naming = page.getByRole('dialog', { name: 'New collection' });
    await naming.getByLabel('Name').fill('../first');
    await untilText(naming, /a path is folders and a name/);
    await naming.getByLabel('Name').fill('first');
    await naming.getByRole('button', { name: 'Create' }).click();
    const file = page.getByRole('region', { name: 'File first.collection.yaml' });
    await file.getByRole('button', { name: 'Run', exact: true }).click();
    const run = page.getByRole('region', { name: 'Run of first.collection.yaml' });
    expect(await verdict(run, /Passed|Failed/)).toMatch(/^Passed.*2 expectations hold/s);

    // A request of it goes into the composer, on a connection of its own, and back.
    await item(page, /^first, collection/).press('ArrowRight');
    await item(page, /^An echo job, request/).click();
    await page.getByRole('tab', { name: 'open client', exact: true }).waitFor();
    await untilText(composer(page).getByRole('textbox', { name: 'Message' }), /submit_job/);
    await write(page, {
      type: 'submit_job',
      ref: 'first',
      job: { type: 'echo', payload: { hello: 'moon' } },
    });
    await composer(page).getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved into first').waitFor();
    const text = (await savedTexts(rig)).get('first.collection.yaml') ?? '';
    expect(text).toMatch(/^# What is sent/);
    expect(text).toMatch(/hello: moon/);
    expect(text).toMatch(/on: client\n/);
    expect(text).toMatch(/capture/);

    // Somebody else changes the file while it is changed here.
    await item(page, /^first, collection/).click();
    const editor = file.getByRole('textbox', { name: 'Text of first.collection.yaml' });
    await untilText(editor, /moon/);
    await editor.press('Control+End');
    await page.keyboard.insertText('# mine');
    await put(rig, 'first.collection.yaml', `${text}# theirs\n`);
    await file.getByRole('button', { name: 'Save', exact: true }).click();
    await file.getByText('The file was changed on the disk meanwhile').waitFor();
    await expectAccessible(page, 'a conflict');
    await file.getByRole('button', { name: 'Take theirs' }).click();
    await untilText(editor, /theirs/);
    await editor.press('Control+a');
    await page.keyboard.insertText(
      'name: first\nconnections: {}\nrequests:\n  - on: nobody\n    message: 1\n',
    );
    await file.getByText('line 4, column 9').waitFor();

    // Renamed, taken out, deleted and back again, and brought in anew.
    await item(page, /^first, collection/).press('F2');
    const moving = page.getByRole('dialog', { name: 'Rename or move first' });
    await moving.getByLabel('Folder').fill('kept');
    await moving.getByRole('button', { name: 'Move' }).click();
    await item(page, /^kept, folder/).waitFor();
    await page
      .getByRole('region', { name: 'File kept/first.collection.yaml' })
      .getByText('not saved')
      .waitFor();
    await item(page, /^first, collection/).press('Shift+F10');
    await expectAccessible(page, 'a menu');
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export' }).click();
    const taken = await (await coming).path();
    await item(page, /^first, collection/).press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await item(page, /^kept, folder/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await item(page, /^first, collection/).waitFor();
    const buffer = await readFile(taken);
    const upload = { name: 'first.collection.yaml', mimeType: 'text/yaml', buffer };
    await page.getByLabel('Files to import').setInputFiles([upload, { ...upload, name: 'notes.txt' }]);
    await page.getByText('notes.txt was not imported').waitFor();
    await item(page, /^first, collection/)
      .nth(1)
      .waitFor();
    expect([...(await savedTexts(rig)).keys()].sort()).toContain('first.collection.yaml');
    await page.getByRole('region', { name: 'Saved' }).getByText('History').click();
    await untilText(page.getByRole('list', { name: 'Sent frames' }), /submit_job/);
    await expectAccessible(page, 'history');
  });
});
