import { defineConfig } from 'eslint/config';
import { configs } from 'typescript-eslint';

export default defineConfig(configs.strictTypeChecked, configs.stylisticTypeChecked, {
  files: ['src/**/*.ts'],
  languageOptions: { parserOptions: { projectService: true } },
});
