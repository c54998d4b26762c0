import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './styles/tokens.css';
import './styles/mantine.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/components.css';
import './styles/table.css';
import { App } from './app';
import { startConnection } from './connection/session';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void startConnection();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
