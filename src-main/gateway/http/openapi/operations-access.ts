import { z } from 'zod';
import {
  csrfHeader,
  poolSchema,
  poolSizeBodySchema,
  sessionBodySchema,
  sessionSchema,
} from '../../../../src-core/protocol/console';
import type { ApiOperation } from './operation';

/** The console's session, and the worker processes of this gateway. */
export const accessOperations: ApiOperation[] = [
  {
    method: 'post',
    path: '/session',
    summary: 'Sign a browser in with the admin token: sets the cookie of a session',
    access: 'open',
    body: sessionBodySchema,
    answer: sessionSchema,
  },
  {
    method: 'get',
    path: '/session',
    summary: 'Who is signed in, and until when',
    access: 'admin',
    answer: sessionSchema,
  },
  {
    method: 'delete',
    path: '/session',
    summary: 'Sign out: the session ends on every gateway of this Redis',
    access: 'open',
    headers: [csrfHeader],
    answer: z.object({ signedOut: z.literal(true) }),
  },
  {
    method: 'get',
    path: '/pool',
    summary: 'The worker processes of this gateway; NOT_FOUND where it runs none',
    access: 'admin',
    answer: poolSchema,
  },
  {
    method: 'put',
    path: '/pool',
    summary: 'How many worker processes there should be; surplus ones end with their last running job',
    access: 'admin',
    body: poolSizeBodySchema,
    answer: poolSchema,
  },
  {
    method: 'post',
    path: '/pool/{name}/{action}',
    summary: 'drain, restart, kill or start one worker process',
    access: 'admin',
    answer: poolSchema,
  },
];
