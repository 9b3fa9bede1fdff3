#!/usr/bin/env node
import { Command } from 'commander';
import { healthCommand } from '../../schema/health/health-command.ts';
import { readVersion } from '../version.ts';
import { auditCommand } from './audit-command.ts';
import { checkCommand } from './check-command.ts';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { demoCommand } from './demo-command.ts';
import { historyGatewayCommand } from './history-gateway-command.ts';
import { identityProviderCommand } from './identity-provider-command.ts';
import { matrixCommand } from './matrix-command.ts';
import { runCommand } from './run-command.ts';
import { serveCommand } from './serve-command.ts';
import { tokenCommand } from './token-command.ts';
import { stopWithParent } from './until-stopped.ts';

const program = new Command('phi-gateway')
  .description(
    'a GraphQL federation gateway that shows callers only the health data their roles may see',
  )
  .version(readVersion())
  .showHelpAfterError('(run with --help for what there is)')
  .addCommand(serveCommand())
  .addCommand(demoCommand())
  .addCommand(tokenCommand())
  .addCommand(checkCommand())
  .addCommand(explainCommand())
  .addCommand(matrixCommand())
  .addCommand(diffCommand())
  .addCommand(auditCommand())
  .addCommand(healthCommand())
  .addCommand(identityProviderCommand(), { hidden: true })
  .addCommand(historyGatewayCommand(), { hidden: true });

stopWithParent();
await runCommand(() => program.parseAsync());
