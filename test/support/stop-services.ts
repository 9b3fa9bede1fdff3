export { stopServices as default } from './run-services.ts';
