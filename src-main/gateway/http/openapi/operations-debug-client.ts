import {
  deleteFileAnswerSchema,
  moveFileBodySchema,
  saveFileAnswerSchema,
  saveFileBodySchema,
  savedFileQuerySchema,
  savedFileSchema,
  savedFilesAnswerSchema,
  savedTextSchema,
} from '../../../../src-core/protocol/saved-files';
import type { ApiOperation } from './operation';

const path = '/collections/file';

/** Files of the debug client: collections, environments and recordings. */
export const debugClientOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/collections',
    summary: 'Saved collections, environments and recordings',
    access: 'admin',
    answer: savedFilesAnswerSchema,
  },
  {
    method: 'get',
    path,
    summary: 'One of them with its text',
    access: 'admin',
    query: savedFileQuerySchema,
    answer: savedTextSchema,
  },
  {
    method: 'put',
    path,
    summary: 'Write one whole; with a version only over that one',
    access: 'admin',
    body: saveFileBodySchema,
    answer: saveFileAnswerSchema,
  },
  {
    method: 'delete',
    path,
    summary: 'Delete one',
    access: 'admin',
    query: savedFileQuerySchema,
    answer: deleteFileAnswerSchema,
  },
  {
    method: 'post',
    path: '/collections/move',
    summary: 'Give one another name or folder',
    access: 'admin',
    body: moveFileBodySchema,
    answer: savedFileSchema,
  },
];
